package io.github.fttp.examples.forget;

import io.github.fttp.core.train.Diverged;
import io.github.fttp.core.train.Interrupt;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.Unlearner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a run is given whatever the model is: a log, a checkpoint, somebody to watch it, and an end on Ctrl-C. */
final class ForgetRun {
    /** Of a process that ended on Ctrl-C, as shells have it. */
    static final int STOPPED = 130;

    private ForgetRun() {}

    /** Tells a run where it leaves what it makes, and who watches. */
    static <S> Unlearner<S> prepare(Unlearner<S> run, RunFolder results, int checkpointEvery) {
        return results.of(run, checkpointEvery).listen(ConsoleProgress.of(results));
    }

    /**
     * Runs it; empty where it was interrupted, which is said.
     *
     * @param unfinished writes what there is of a run that was interrupted or diverged, before the process may end
     * @throws Diverged if it did
     */
    static <S> Optional<RunSummary> make(Unlearner<S> run, List<S> samples, Consumer<RunSummary> unfinished) {
        try (Interrupt interrupt = new Interrupt()) {
            run.listen(new RunListener() {
                @Override
                public void finished(RunSummary summary) {
                    if (summary.end() == RunSummary.End.DIVERGED) unfinished.accept(summary);
                }
            });
            RunSummary summary = run.stopOn(interrupt.signal()).forget(samples);
            if (summary.end() != RunSummary.End.INTERRUPTED) return Optional.of(summary);
            unfinished.accept(summary);
            System.err.println("stopped after step " + summary.steps() + "; --resume goes on from there");
            return Optional.empty();
        }
    }

    /** The fields of {@code metrics.json} that say how a run ended. */
    static void putEnd(Map<String, Object> figures, RunSummary summary) {
        figures.put("steps", summary.steps());
        figures.put("end", summary.end().word());
        figures.put("end_reason", summary.reason());
    }
}
