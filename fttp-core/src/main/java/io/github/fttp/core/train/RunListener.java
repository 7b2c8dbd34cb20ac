package io.github.fttp.core.train;

import java.util.Map;

/** Is told how a run goes; can't change it. One that throws ends the run with its own message. */
public interface RunListener {
    /** Is told first, also of a run that is gone on with. */
    default void started(RunPlan plan) {}

    /** Is told behind each step. */
    default void stepped(Step step) {}

    /**
     * Is told behind each measurement along the run.
     *
     * @param step behind which it was made
     * @param figures by name, from the evaluation the run was given
     */
    default void evaluated(int step, Map<String, Double> figures) {}

    /** Is told last, of a run that diverged as well. */
    default void finished(RunSummary summary) {}
}
