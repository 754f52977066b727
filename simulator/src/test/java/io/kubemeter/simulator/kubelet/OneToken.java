package io.kubemeter.simulator.kubelet;

import io.kubemeter.simulator.pki.Account;
import org.jspecify.annotations.Nullable;

/** Knows one good token, one without rights, and lets administrators do everything. */
public final class OneToken implements TokenAuthority {
    static final Account SCRAPER = Account.serviceAccount("kube-system", "metrics-server", "u-1");
    static final Account NOBODY = Account.serviceAccount("default", "default", "u-2");

    @Override
    public @Nullable Account authenticate(String token) {
        return switch (token) {
            case "good" -> SCRAPER;
            case "powerless" -> NOBODY;
            default -> null;
        };
    }

    @Override
    public boolean authorize(Account account, String verb, String node, String subresource) {
        return account.equals(SCRAPER) || account.in("system:masters");
    }
}
