package io.kubemeter.apiserver;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A serving certificate for those who ask for certain names, as {@code --tls-sni-cert-key} has it:
 * {@code certificate,key[:name,name]}.
 *
 * @param chain the file of its chain
 * @param key the file of its key
 * @param names the names, which may begin with {@code *.}; empty means those in the certificate
 */
record SniPair(Path chain, Path key, List<String> names) {
    SniPair {
        names = List.copyOf(names);
    }

    /**
     * Reads one value of the flag.
     *
     * @throws IllegalArgumentException with upstream's words where it is none
     */
    static SniPair parse(String text) {
        String[] parts = text.split(":", 2);
        List<String> names = List.of();
        if (parts.length == 2) {
            if (parts[1].isBlank()) {
                throw new IllegalArgumentException("empty names list is not allowed");
            }
            names = Arrays.stream(parts[1].split(",", -1)).map(String::strip).toList();
        }
        String[] files = parts[0].strip().split(",", -1);
        if (files.length != 2) {
            throw new IllegalArgumentException(
                    "expected comma separated certificate and key file paths");
        }
        return new SniPair(Path.of(files[0].strip()), Path.of(files[1].strip()), names);
    }
}
