package io.kubemeter.apiserver;

import io.kubemeter.apiserver.FlagDefinition.Kind;
import io.kubemeter.apiserver.FlagDefinition.Mark;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Help texts and the reference page, made from the table of flags. */
final class FlagHelp {
    private static final int COLUMN = 36;
    private static final int WIDTH = 100;
    private static final Pattern CLAUSE_END = Pattern.compile("[;:,] | \\(");
    private static final String USAGE =
            """
            Kubemeter scrapes kubelets and serves metrics.k8s.io, in the place of metrics-server.

            Usage:
              kubemeter [serve] [flags]      serve metrics.k8s.io
              kubemeter top nodes|pods       print usage as kubectl top does
              kubemeter explain node|pod N   say why it has no numbers, and what ends it
              kubemeter version              print the version
              kubemeter demo                 try it with a simulated cluster (from a checkout)
            """;

    private FlagHelp() {}

    /** The flags that people use, on one screen. */
    static String common() {
        return USAGE
                + groups(flag -> flag.mark() == Mark.COMMON, FlagHelp::shortLine)
                + "\nkubemeter --help-all lists every flag; docs/flags.md is the same as a page.\n";
    }

    /** Every flag, by group. */
    static String all() {
        return USAGE + groups(_ -> true, FlagHelp::line);
    }

    /** The reference page {@code docs/flags.md}. */
    static String page() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Flags of `kubemeter serve`

                        Made from the table of flags; a test compares this page with it.
                        Flags win over environment variables (`KUBEMETER_METRIC_RESOLUTION`), those over
                        the file of `--config`. "No effect" marks flags that are accepted so that
                        metrics-server's argument lists keep working.
                        """);
        String group = "";
        for (FlagDefinition flag : FlagTable.all()) {
            if (!flag.group().equals(group)) {
                group = flag.group();
                page.append("\n## ").append(group);
                page.append("\n\n| Flag | Kind | Default | What it does |\n|---|---|---|---|\n");
            }
            page.append("| `").append(names(flag)).append("` | ").append(kind(flag)).append(" | ");
            page.append(flag.defaultText().isEmpty() ? "" : "`" + flag.defaultText() + "`");
            page.append(flag.mark() == Mark.INERT ? " | No effect: " : " | ");
            page.append(flag.description()).append(" |\n");
        }
        return page.toString();
    }

    private static String groups(
            Predicate<FlagDefinition> shown, Function<FlagDefinition, String> line) {
        StringBuilder text = new StringBuilder();
        String group = "";
        for (FlagDefinition flag : FlagTable.all()) {
            if (!shown.test(flag)) {
                continue;
            }
            if (!flag.group().equals(group)) {
                group = flag.group();
                text.append('\n').append(group).append(":\n");
            }
            text.append(line.apply(flag));
        }
        return text.toString();
    }

    /** What fits on a terminal: the first clause, and the default if there is room. */
    private static String shortLine(FlagDefinition flag) {
        String clause = CLAUSE_END.split(flag.description(), 2)[0];
        String line = start(flag) + clause;
        String preset = preset(flag);
        return line + (line.length() + preset.length() <= WIDTH ? preset : "") + "\n";
    }

    private static String line(FlagDefinition flag) {
        String effect = flag.mark() == Mark.INERT ? "(no effect) " : "";
        return start(flag) + effect + flag.description() + preset(flag) + "\n";
    }

    private static String start(FlagDefinition flag) {
        String left = "  " + names(flag) + (flag.kind() == Kind.BOOL ? "" : " " + kind(flag));
        String gap = left.length() < COLUMN ? " ".repeat(COLUMN - left.length()) : "  ";
        return left + gap;
    }

    private static String preset(FlagDefinition flag) {
        return shownDefault(flag) ? " (default " + flag.defaultText() + ")" : "";
    }

    private static boolean shownDefault(FlagDefinition flag) {
        return !flag.defaultText().isEmpty() && !flag.defaultText().equals("false");
    }

    private static String names(FlagDefinition flag) {
        if (flag.name().equals(flag.shortName())) {
            return "-" + flag.shortName() + ", --" + flag.name();
        }
        return (flag.shortName() == null ? "" : "-" + flag.shortName() + ", ") + "--" + flag.name();
    }

    private static String kind(FlagDefinition flag) {
        return flag.kind().name().toLowerCase(Locale.ROOT);
    }
}
