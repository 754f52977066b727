package io.kubemeter.apiserver.kube;

import org.jspecify.annotations.Nullable;

/** What we show to kube-apiserver beside a client certificate. */
interface Credential {
    /** The value of the Authorization header, or {@code null} for none. */
    @Nullable String authorization();

    /** After a 401: whether there is another value to try than {@code refused}. */
    default boolean renewed(@Nullable String refused) {
        String now = authorization();
        return now != null && !now.equals(refused);
    }

    /** Why there is nothing to show although there should be, or {@code null}. */
    default @Nullable String missing() {
        return null;
    }

    /** Nothing, or something that never changes. */
    record Fixed(@Nullable String authorization) implements Credential {}
}
