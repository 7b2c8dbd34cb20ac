package io.github.fttp.examples.forget;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.train.JsonLinesLog;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.examples.EngineOptions;
import java.util.List;
import java.util.Optional;

/** What a run is given whatever the model is: a log, a checkpoint, somebody to watch it, and an end on Ctrl-C. */
final class ForgetRun {
    /** Of a process that ended on Ctrl-C, as shells have it. */
    static final int STOPPED = 130;

    private ForgetRun() {}

    /** Tells a run where it leaves what it makes, and what computes it. */
    static <S> Unlearner<S> prepare(
            Unlearner<S> run,
            OutFolder results,
            int checkpointEvery,
            boolean resume,
            Engine engine,
            EngineOptions computing) {
        if (results.beginsAnew()) {
            System.err.println(results.path() + " has no checkpoint to resume from: the run begins at the beginning");
        }
        run.setting(
                        "engine",
                        engine.name() + " on " + Threads.count() + " threads"
                                + (computing.roundsActivations() ? ", bfloat16" : ""))
                .checkpoint(results.checkpoint(), checkpointEvery)
                .listen(new JsonLinesLog(results.log()))
                .listen(new ConsoleProgress());
        return resume ? run.resume() : run;
    }

    /** Runs it; empty where it was stopped, which is said. */
    static <S> Optional<RunSummary> make(Unlearner<S> run, List<S> samples) {
        try (Interrupt interrupt = new Interrupt()) {
            RunSummary summary = run.stopOn(interrupt.signal()).forget(samples);
            if (summary.end() != RunSummary.End.STOPPED) return Optional.of(summary);
            System.err.println("stopped after step " + summary.steps() + "; --resume goes on from there");
            return Optional.empty();
        }
    }
}
