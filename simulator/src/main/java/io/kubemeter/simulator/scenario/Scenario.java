package io.kubemeter.simulator.scenario;

import io.kubemeter.simulator.kubelet.Fault;
import java.util.concurrent.CompletableFuture;

/**
 * One named way to go wrong.
 *
 * @param name kebab-case, with the row of the catalogue in front: {@code f16-redirect}
 * @param story what happens, in one line
 */
public record Scenario(String name, String story, Expectation expected, Script script) {

    /** What a scenario does to a stage; each returns when it is done. */
    public interface Script {
        CompletableFuture<Void> start(Stage stage);

        /** Ends the trouble; what cannot be undone (a node that is gone) stays. */
        default CompletableFuture<Void> stop(Stage stage) {
            return stage.heal();
        }
    }

    /** The row of the catalogue, as {@code F16}, or of the threats, as {@code S1}. */
    public String row() {
        String row = name.substring(0, name.indexOf('-'));
        return Character.toUpperCase(row.charAt(0)) + row.substring(1).replaceFirst("^0", "");
    }

    public CompletableFuture<Void> start(Stage stage) {
        return script.start(stage);
    }

    public CompletableFuture<Void> stop(Stage stage) {
        return script.stop(stage);
    }

    static Scenario fault(String name, String story, Expectation expected, Fault fault) {
        return new Scenario(name, story, expected, stage -> stage.inject(fault));
    }

    static Scenario answer(
            String name, String story, Expectation expected, Fault.Answerer answerer) {
        return fault(name, story, expected, new Fault.Answers(answerer));
    }
}
