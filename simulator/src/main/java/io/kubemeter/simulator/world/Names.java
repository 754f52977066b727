package io.kubemeter.simulator.world;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/** Names and identifiers in the forms that Kubernetes gives them. */
final class Names {
    /** The letters of generated names: no vowels, so no words. */
    private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";

    static final String[] NAMESPACES = {
        "shop",
        "payments",
        "checkout-prod",
        "identity",
        "search",
        "kube-system",
        "observability",
        "data-platform",
        "recommendations-prod",
        "notifications",
        "batch-jobs",
        "edge-gateway"
    };
    static final String[] SUBJECTS = {
        "cart",
        "order",
        "invoice",
        "customer",
        "session",
        "catalogue",
        "inventory",
        "shipping",
        "price",
        "payment",
        "fraud",
        "review",
        "image",
        "search",
        "profile",
        "mail",
        "audit",
        "ledger",
        "stock",
        "voucher",
        "address",
        "feature-flag",
        "recommendation",
        "telemetry"
    };
    static final String[] ROLES = {
        "api",
        "worker",
        "gateway",
        "indexer",
        "frontend",
        "consumer",
        "projector",
        "cache",
        "scheduler",
        "exporter",
        "importer",
        "backend-service"
    };

    private Names() {}

    static String hash(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(SAFE.charAt(random.nextInt(SAFE.length())));
        }
        return text.toString();
    }

    static String uid(SplittableRandom random) {
        long high = (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L;
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /** {@code node-07}: as many digits as the largest world of that size needs. */
    static String node(int number, int nodes) {
        int digits = Math.max(2, Integer.toString(nodes).length());
        return String.format(Locale.ROOT, "node-%0" + digits + "d", number);
    }

    /** An address of its own in 127.0.0.0/8 for every node, far from 127.0.0.1. */
    static String nodeAddress(int number) {
        int index = number - 1;
        return "127." + (16 + index / 62_500) + "." + index / 250 % 250 + "." + (index % 250 + 1);
    }

    static String podAddress(int nodeNumber, int slot) {
        int block = nodeNumber * 256 + slot;
        return "10." + (64 + block / 65_536 % 128) + "." + block / 256 % 256 + "." + block % 256;
    }
}
