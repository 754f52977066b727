package io.kubemeter.apiserver;

import io.kubemeter.apiserver.cli.ExplainCommand;
import io.kubemeter.apiserver.cli.TopCommand;
import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.KubeConfigException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;

/**
 * Where the process starts: a subcommand, or flags, which mean {@code serve}.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.
 */
public final class Main {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private static final Set<String> COMMANDS =
            Set.of("serve", "top", "explain", "version", "help");

    private Main() {}

    /** Runs and exits with the code of what was run. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.getenv(), System.out, System.err));
    }

    static int run(
            List<String> arguments,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err) {
        String first = arguments.isEmpty() ? "serve" : arguments.getFirst();
        if (first.startsWith("-")) {
            return new ServeCommand(environment, out, err).run(arguments);
        }
        List<String> rest =
                arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        return switch (first) {
            case "serve" -> new ServeCommand(environment, out, err).run(rest);
            case "top" -> ask(new TopCommand(environment), rest, out, err);
            case "explain" -> ask(new ExplainCommand(environment), rest, out, err);
            case "version" -> version(rest, out, err);
            case "help" -> print(out, FlagHelp.common());
            case "demo" ->
                    refuse(err, "demo runs from a checkout of the sources: ./kubemeter demo");
            default ->
                    refuse(
                            err,
                            "unknown command: "
                                    + first
                                    + EditDistance.nearest(first, COMMANDS)
                                            .map(near -> " (did you mean " + near + "?)")
                                            .orElse(" (kubemeter --help shows what there is)"));
        };
    }

    /** Runs a command that asks kube-apiserver as its user. */
    private static int ask(
            Callable<Integer> asking, List<String> arguments, PrintStream out, PrintStream err) {
        IExecutionExceptionHandler onFailure =
                (failure, command, _) -> {
                    boolean expected =
                            failure instanceof ApiException
                                    || failure instanceof KubeConfigException;
                    command.getErr().println(expected ? failure.getMessage() : "bug: " + failure);
                    return FAILED;
                };
        return new CommandLine(asking)
                .setOut(writer(out))
                .setErr(writer(err))
                .setExecutionExceptionHandler(onFailure)
                .execute(arguments.toArray(String[]::new));
    }

    private static int version(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.isEmpty()) {
            return print(out, Version.text() + "\n");
        }
        if (arguments.equals(List.of("-o", "json")) || arguments.equals(List.of("-o=json"))) {
            return print(out, Version.json() + "\n");
        }
        return refuse(err, "version: " + String.join(" ", arguments) + " (expected: -o json)");
    }

    private static int print(PrintStream out, String text) {
        out.print(text);
        out.flush();
        return DONE;
    }

    private static int refuse(PrintStream err, String problem) {
        err.println("kubemeter: " + problem);
        return USAGE;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
