package io.github.fttp.core.train;

import java.util.Map;

/** Is told how a run goes; can't change it. One that throws ends the run with its own message. */
public interface RunListener {
    default void started(RunPlan plan) {}

    default void stepped(Step step) {}

    /** @param figures by name, from the evaluation the run was given */
    default void evaluated(int step, Map<String, Double> figures) {}

    default void finished(RunSummary summary) {}
}
