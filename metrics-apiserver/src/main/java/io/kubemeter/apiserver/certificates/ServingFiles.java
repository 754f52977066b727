package io.kubemeter.apiserver.certificates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The two files of a serving certificate.
 *
 * @param chain file of the certificate chain
 * @param key file of its private key
 */
public record ServingFiles(Path chain, Path key) {
    private static final String CHAIN_NAME = "apiserver.crt";
    private static final String KEY_NAME = "apiserver.key";

    /** The files that a directory of certificates holds by convention. */
    public static ServingFiles in(Path directory) {
        return new ServingFiles(directory.resolve(CHAIN_NAME), directory.resolve(KEY_NAME));
    }

    /** Whether both files are there and can be read. */
    public boolean readable() {
        return Files.isReadable(chain) && Files.isReadable(key);
    }

    /**
     * Reads both files.
     *
     * @throws IOException when one cannot be read
     */
    public ServingPair read() throws IOException {
        return new ServingPair(Files.readString(chain), Files.readString(key));
    }

    /**
     * Writes a pair, the key readable by its owner alone.
     *
     * @throws IOException when the directory cannot be made or written
     */
    public void write(ServingPair pair) throws IOException {
        Path directory = chain.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.deleteIfExists(key);
        Files.createFile(
                key,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, pair.keyPem());
        Files.writeString(chain, pair.chainPem());
    }
}
