package io.kubemeter.bench.run;

/** Questions that were not answered well: wrongly (how, the first time), or not in time. */
record Misses(int wrong, int unanswered, String firstWrong) {
    static final Misses NONE = new Misses(0, 0, "");

    /** What to say about them; empty where all was well. */
    String text() {
        if (wrong + unanswered == 0) {
            return "";
        }
        return ", " + wrong + " wrong " + firstWrong + ", " + unanswered + " unanswered";
    }
}
