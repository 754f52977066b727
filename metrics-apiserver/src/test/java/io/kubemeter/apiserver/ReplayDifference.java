package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.CapturedExchange;
import java.util.List;

/**
 * One thing that may differ from a captured answer. The list is closed: what is not named here has
 * to be the same, byte for byte.
 *
 * @param exchanges the numbers of the captures, or {@link #EVERY}
 * @param place what part of the answer
 * @param where which one: a header's name, a JSON pointer
 * @param row the first cell of the row in {@code docs/compatibility.md} that gives the reason
 */
record ReplayDifference(String exchanges, Place place, String where, String row) {
    /** A part of an answer. */
    enum Place {
        /** The status line. */
        STATUS,
        /** How the length of a body is told: at once, or piece by piece. */
        FRAMING,
        /** The value of a header; the header itself must be there. */
        HEADER,
        /** A value in a JSON body. */
        VALUE,
        /** An element of a JSON array that only we have: the next one's twin, for v1. */
        TWIN,
        /** A member of a JSON object that only we have: the twin of one, for v1. */
        MEMBER,
        /** The hashes in a body, in the addresses that carry them. */
        HASHES,
        /** The same in protobuf. */
        PROTO_TWIN,
        /** The containers of a pod come in any order, and ours are sorted. */
        CONTAINERS,
        /** The whole body. */
        BODY,
        /** There was no answer; ours is a clean refusal. */
        SILENCE
    }

    private static final String EVERY = "";
    private static final String V1 = "`metrics.k8s.io/v1`";
    private static final String PREFERRED = "the preferred version";
    private static final String IDS = "ids and hashes";
    private static final String OWN = "what we are";
    private static final String OWN_METRICS = "`/metrics`";

    static final List<ReplayDifference> ALL =
            List.of(
                    new ReplayDifference(EVERY, Place.HEADER, "Audit-Id", IDS),
                    new ReplayDifference(
                            EVERY, Place.FRAMING, "Content-Length, Transfer-Encoding", "framing"),
                    new ReplayDifference("029 030 035 037", Place.HEADER, "Etag", IDS),
                    new ReplayDifference("029 030", Place.HEADER, "Last-Modified", IDS),
                    new ReplayDifference("029", Place.HASHES, "hash=", IDS),
                    new ReplayDifference("029", Place.MEMBER, "apis/metrics.k8s.io/v1", V1),
                    new ReplayDifference("030", Place.BODY, "description", "`description`"),
                    new ReplayDifference("001 007 009 010 014 026 032", Place.TWIN, "/paths/2", V1),
                    new ReplayDifference("002 006", Place.TWIN, "/groups/0/versions/0", V1),
                    new ReplayDifference(
                            "002 006",
                            Place.VALUE,
                            "/groups/0/preferredVersion/groupVersion",
                            PREFERRED),
                    new ReplayDifference(
                            "002 006",
                            Place.VALUE,
                            "/groups/0/preferredVersion/version",
                            PREFERRED),
                    new ReplayDifference("035", Place.TWIN, "/items/0/versions/0", V1),
                    new ReplayDifference("037", Place.PROTO_TWIN, "items 0 versions 0", V1),
                    new ReplayDifference(
                            EVERY, Place.CONTAINERS, "containers", "containers of a pod"),
                    new ReplayDifference("087 146 147", Place.STATUS, "HEAD", "`HEAD`"),
                    new ReplayDifference("202", Place.SILENCE, "431", "a head beyond the bound"),
                    new ReplayDifference("034", Place.BODY, "/statusz", OWN),
                    new ReplayDifference("027", Place.BODY, "/metrics", OWN_METRICS),
                    new ReplayDifference("027", Place.HEADER, "Process-Start-Time-Unix", IDS),
                    new ReplayDifference("182", Place.VALUE, "/gitVersion", OWN),
                    new ReplayDifference("182", Place.VALUE, "/gitCommit", OWN),
                    new ReplayDifference("182", Place.VALUE, "/goVersion", OWN),
                    new ReplayDifference("182", Place.VALUE, "/compiler", OWN),
                    new ReplayDifference("182", Place.VALUE, "/platform", OWN));

    /** What may differ in this exchange. */
    static List<ReplayDifference> in(CapturedExchange exchange) {
        return ALL.stream().filter(difference -> difference.concerns(exchange)).toList();
    }

    boolean concerns(CapturedExchange exchange) {
        return exchanges.equals(EVERY)
                || List.of(exchanges.split(" ")).contains(exchange.name().substring(0, 3));
    }
}
