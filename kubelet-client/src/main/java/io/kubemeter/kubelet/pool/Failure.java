package io.kubemeter.kubelet.pool;

import io.kubemeter.model.Reason;

/**
 * Why a step did not succeed.
 *
 * @param reason the one cause
 * @param detail what was seen, safe to log
 */
record Failure(Reason reason, String detail) {
    private static final int MOVED = 3;

    /** What an answer other than 200 means. */
    static Failure ofStatus(int status, String body) {
        String said = "status=" + status + " body='" + body + "'";
        if (status / 100 == MOVED) {
            return new Failure(Reason.REDIRECTED, said);
        }
        return switch (status) {
            case 401 -> new Failure(Reason.UNAUTHENTICATED, said);
            case 403 -> new Failure(Reason.FORBIDDEN, "missing=" + missingRight(body) + " " + said);
            case 404 -> new Failure(Reason.NOT_SUPPORTED, said);
            default -> new Failure(Reason.HTTP_STATUS, said);
        };
    }

    /**
     * A kubelet says {@code subresource(s)=[metrics])}, before 1.32 {@code subresource=metrics)}.
     */
    private static String missingRight(String body) {
        int start = body.indexOf("subresource");
        int equals = start < 0 ? -1 : body.indexOf('=', start);
        if (equals < 0) {
            return "unknown";
        }
        int end = equals + 1;
        while (end < body.length() && ")".indexOf(body.charAt(end)) < 0) {
            end++;
        }
        String subresources = body.substring(equals + 1, end).replace("[", "").replace("]", "");
        return "nodes/" + subresources.strip();
    }
}
