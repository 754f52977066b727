package io.kubemeter.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kubemeter.simulator.pki.Credential;
import java.util.Base64;

/** Writes kubeconfigs, with everything inside the file. */
final class Kubeconfig {
    private Kubeconfig() {}

    /** For somebody with a client certificate. */
    static String certified(String url, String authorities, String user, Credential credential) {
        return head(url, authorities, user)
                + "    client-certificate-data: "
                + encoded(credential.certificatePem())
                + "\n    client-key-data: "
                + encoded(credential.keyPem())
                + "\n";
    }

    /** For an account with a bearer token. */
    static String bearing(String url, String authorities, String user, String token) {
        return head(url, authorities, user) + "    token: " + token + "\n";
    }

    private static String head(String url, String authorities, String user) {
        return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: simulated
          cluster:
            server: %1
            certificate-authority-data: %2
        contexts:
        - name: simulated
          context:
            cluster: simulated
            user: %3
        current-context: simulated
        users:
        - name: %3
          user:
        """
                .replace("%1", url)
                .replace("%2", encoded(authorities))
                .replace("%3", user);
    }

    private static String encoded(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(US_ASCII));
    }
}
