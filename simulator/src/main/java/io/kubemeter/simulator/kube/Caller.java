package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.pki.Account;
import java.util.List;

/**
 * Who sends a request, and by which credential.
 *
 * @param credentialId empty for those who showed nothing
 */
public record Caller(Account account, String credentialId) {
    /** The key under which reviews and the aggregator pass the credential on. */
    public static final String CREDENTIAL_KEY = "authentication.kubernetes.io/credential-id";

    static final Caller ANONYMOUS =
            new Caller(new Account("system:anonymous", "", List.of("system:unauthenticated")), "");
}
