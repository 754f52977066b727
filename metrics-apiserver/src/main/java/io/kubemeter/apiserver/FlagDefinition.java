package io.kubemeter.apiserver;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One flag of {@code kubemeter serve}, as a line of {@code flags.txt} defines it.
 *
 * @param name the long name without dashes
 * @param shortName the one-letter form, if there is one
 * @param kind what a value looks like
 * @param defaultText the default as a user would write it; empty when there is none
 * @param mark who is shown the flag, and whether it does anything
 * @param group the heading under which help shows it
 * @param description one line, without a full stop
 */
record FlagDefinition(
        String name,
        @Nullable String shortName,
        Kind kind,
        String defaultText,
        Mark mark,
        String group,
        String description) {

    private static final Set<String> QUESTIONS = Set.of("help", "help-all", "version");

    /** Whether it asks something of us: an image's KUBEMETER_VERSION is no such question. */
    boolean isQuestion() {
        return QUESTIONS.contains(name);
    }

    /** Whether it may stand in the file of {@code --config}. */
    boolean isForFiles() {
        return !isQuestion() && !name.equals("config");
    }

    /** What a flag's value looks like. */
    enum Kind {
        TEXT,
        BOOL,
        INT,
        FLOAT,
        DURATION,
        LIST,
        /** A text that may be given several times. */
        REPEATED
    }

    /** Who is shown a flag. */
    enum Mark {
        /** People use it: {@code --help} shows it. */
        COMMON,
        /** Only {@code --help-all} shows it. */
        RARE,
        /** Accepted so that metrics-server's argument lists keep working; has no effect here. */
        INERT
    }
}
