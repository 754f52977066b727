package io.kubemeter.apiserver.kube;

import io.kubemeter.model.Reason;

/**
 * Why something that we asked of kube-apiserver did not work, in one line.
 *
 * @param reason which kind of trouble it is
 * @param detail the cause or the missing rule; holds no secret and no line break
 */
public record ApiProblem(Reason reason, String detail) {
    private static final int MAX_DETAIL = 400;

    public ApiProblem {
        detail = oneLine(detail);
    }

    /** What is wrong, for people: the reason's sentence and the detail. */
    public String sentence() {
        return reason.sentence() + ": " + detail;
    }

    /** As it is shown: the code, the sentence and the detail. */
    @Override
    public String toString() {
        return reason.code() + ": " + sentence();
    }

    private static String oneLine(String text) {
        String cut = text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL) + "…";
        return cut.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
