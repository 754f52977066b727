package io.kubemeter.kubelet;

import io.kubemeter.model.Reason;

/** Which failures may be over a second later, so that trying again soon is worth it. */
final class Transience {
    private Transience() {}

    static boolean mayPass(Reason reason) {
        return switch (reason) {
            case CONNECT_REFUSED,
                    CONNECT_TIMEOUT,
                    NAME_UNRESOLVED,
                    CONNECTION_LOST,
                    TIMEOUT,
                    TLS_FAILED,
                    HTTP_STATUS,
                    SCRAPE_ERROR ->
                    true;
            default -> false;
        };
    }
}
