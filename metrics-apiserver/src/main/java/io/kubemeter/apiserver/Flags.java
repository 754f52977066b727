package io.kubemeter.apiserver;

import io.kubemeter.apiserver.FlagDefinition.Kind;
import io.kubemeter.apiserver.FlagValues.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reads the flags of {@code kubemeter serve} from the command line, the environment and a file.
 *
 * <p>Parsing has no side effect but reading the file of {@code --config}, and finds every problem
 * before it gives up, so that all of them can be printed together.
 */
final class Flags {
    private static final String ENVIRONMENT_PREFIX = "KUBEMETER_";

    /** What word processors make of two hyphens. */
    private static final Pattern DASH = Pattern.compile("^[\\u2010-\\u2015\\u2212].*");

    private static final Pattern ON = Pattern.compile("1|t|T|TRUE|true|True");
    private static final Pattern OFF = Pattern.compile("0|f|F|FALSE|false|False");

    /**
     * What came out of parsing.
     *
     * @param values the value of every flag; of a flag with a problem, its default
     * @param inert the flags given that have no effect here
     * @param problems what is wrong, one sentence each with its fix; empty when all is well
     */
    record Parsed(FlagValues values, List<String> inert, List<String> problems) {}

    private final List<FlagDefinition> flags = FlagTable.all();
    private final Map<String, FlagDefinition> byName = new HashMap<>();
    private final FlagValues values = new FlagValues(flags);
    private final Set<String> inert = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    private Flags() {
        flags.forEach(flag -> byName.put(flag.name(), flag));
    }

    /**
     * Reads {@code arguments}, then {@code environment}, then the file that {@code --config} names.
     */
    static Parsed parse(List<String> arguments, Map<String, String> environment) {
        Flags flags = new Flags();
        flags.readArguments(arguments);
        flags.readEnvironment(environment);
        flags.readFile(flags.values.text("config"));
        return new Parsed(flags.values, List.copyOf(flags.inert), flags.problems);
    }

    private void readArguments(List<String> arguments) {
        CommandSpec spec = CommandSpec.create().name("kubemeter serve");
        spec.parser()
                .collectErrors(true)
                .overwrittenOptionsAllowed(true)
                .posixClusteredShortOptionsAllowed(false);
        flags.forEach(flag -> spec.addOption(option(flag)));
        ParseResult result = new CommandLine(spec).parseArgs(arguments.toArray(String[]::new));
        result.errors().forEach(this::problem);
        for (OptionSpec option : result.matchedOptions()) {
            String name = option.longestName().substring(2);
            List<String> given = result.matchedOptionValue("--" + name, List.<String>of());
            FlagDefinition flag = byName.get(name);
            if (flag != null) {
                String text =
                        switch (flag.kind()) {
                            case LIST -> String.join(",", given);
                            case REPEATED -> String.join("\n", given);
                            case TEXT, BOOL, INT, FLOAT, DURATION -> given.getLast();
                        };
                take(flag, text, Origin.FLAG, "\"" + dashed(flag) + "\" flag");
            }
        }
    }

    private static OptionSpec option(FlagDefinition flag) {
        String longName = "--" + flag.name();
        String[] names =
                flag.shortName() == null
                        ? new String[] {longName}
                        : new String[] {"-" + flag.shortName(), longName};
        OptionSpec.Builder option =
                OptionSpec.builder(names).type(List.class).auxiliaryTypes(String.class);
        return flag.kind() == Kind.BOOL
                ? option.arity("0..1").fallbackValue("true").build()
                : option.arity("1").build();
    }

    private void problem(Exception error) {
        if (error instanceof UnmatchedArgumentException unmatched) {
            for (String argument : unmatched.getUnmatched()) {
                problems.add(
                        DASH.matcher(argument).matches()
                                ? "unknown flag: "
                                        + argument
                                        + " (it begins with a "
                                        + Character.getName(argument.codePointAt(0))
                                                .toLowerCase(Locale.ROOT)
                                        + ": write two hyphens)"
                                : "unknown flag: " + argument + suggestion(argument));
            }
            return;
        }
        String message = error.getMessage();
        problems.add(message == null ? error.toString() : message);
    }

    private String suggestion(String argument) {
        int equals = argument.indexOf('=');
        String name =
                (equals < 0 ? argument : argument.substring(0, equals)).replaceFirst("^-+", "");
        return EditDistance.nearest(name, byName.keySet())
                .map(near -> " (did you mean --" + near + "?)")
                .orElse(" (kubemeter --help-all lists them all)");
    }

    private void readEnvironment(Map<String, String> environment) {
        for (FlagDefinition flag : flags) {
            String variable =
                    ENVIRONMENT_PREFIX + flag.name().replace('-', '_').toUpperCase(Locale.ROOT);
            String text = environment.get(variable);
            if (text != null && !flag.isQuestion()) {
                take(flag, text, Origin.ENVIRONMENT, variable);
            }
        }
    }

    private void readFile(String path) {
        if (path.isEmpty()) {
            return;
        }
        ConfigFile file = ConfigFile.read(Path.of(path));
        problems.addAll(file.problems());
        for (ConfigFile.Entry entry : file.entries()) {
            FlagDefinition flag = byName.get(entry.name());
            if (flag == null || !flag.isForFiles()) {
                problems.add(
                        entry.place()
                                + ": unknown key "
                                + entry.name()
                                + (flag == null ? suggestion(entry.name()) : ""));
                continue;
            }
            take(flag, entry.value(), Origin.FILE, entry.place());
        }
    }

    private void take(FlagDefinition flag, String text, Origin origin, String source) {
        String expected = expectation(flag.kind(), text);
        if (!expected.isEmpty()) {
            problems.add("invalid argument \"" + text + "\" for " + source + ": " + expected);
            return;
        }
        if (flag.mark() == FlagDefinition.Mark.INERT) {
            inert.add(flag.name());
        }
        boolean on = flag.kind() == Kind.BOOL && ON.matcher(text).matches();
        values.put(flag.name(), flag.kind() == Kind.BOOL ? Boolean.toString(on) : text, origin);
    }

    /** As messages name a flag: {@code -v, --v}. */
    private static String dashed(FlagDefinition flag) {
        String name = "--" + flag.name();
        return flag.shortName() == null ? name : "-" + flag.shortName() + ", " + name;
    }

    /** What a value of this kind must look like, or nothing when {@code text} does. */
    private static String expectation(Kind kind, String text) {
        return switch (kind) {
            case TEXT, LIST, REPEATED -> "";
            case BOOL ->
                    ON.matcher(text).matches() || OFF.matcher(text).matches()
                            ? ""
                            : "expected true or false";
            case INT -> text.matches("[-+]?\\d{1,18}") ? "" : "expected a whole number";
            case FLOAT ->
                    text.matches("[-+]?\\d{1,18}(\\.\\d+)?([eE][-+]?\\d{1,3})?")
                            ? ""
                            : "expected a number";
            case DURATION ->
                    GoDuration.parse(text).isPresent()
                            ? ""
                            : "expected a duration, such as 15s or 1m30s";
        };
    }
}
