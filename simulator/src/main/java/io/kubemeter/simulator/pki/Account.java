package io.kubemeter.simulator.pki;

import java.util.ArrayList;
import java.util.List;

/** A user of the simulated cluster, as reviews and certificates name it. */
public record Account(String user, String uid, List<String> groups) {
    private static final String AUTHENTICATED = "system:authenticated";

    public Account {
        groups = List.copyOf(groups);
    }

    public static Account serviceAccount(String namespace, String name, String uid) {
        return new Account(
                "system:serviceaccount:" + namespace + ":" + name,
                uid,
                List.of(
                        "system:serviceaccounts",
                        "system:serviceaccounts:" + namespace,
                        AUTHENTICATED));
    }

    /** Whom a client certificate of the cluster's authority speaks for. */
    public static Account certified(String commonName, List<String> organizations) {
        List<String> groups = new ArrayList<>(organizations);
        groups.add(AUTHENTICATED);
        return new Account(commonName, "", groups);
    }

    public boolean in(String group) {
        return groups.contains(group);
    }
}
