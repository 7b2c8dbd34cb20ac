package io.github.fttp.mllm.forget;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.mllm.model.OpenModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A run that has ended, with the model as it left it. Closing it gives an adapter back, so that the model is as before; the
 * model's own weights stay changed.
 */
public final class Forgotten implements AutoCloseable {
    private final OpenModel open;
    private final Trained trained;
    private final RunSummary summary;
    private final Snapshot before;
    private final Optional<Snapshot> after;
    private final ForgetReport report;

    Forgotten(
            OpenModel open,
            Trained trained,
            RunSummary summary,
            Snapshot before,
            Optional<Snapshot> after,
            ForgetReport report) {
        this.open = open;
        this.trained = trained;
        this.summary = summary;
        this.before = before;
        this.after = after;
        this.report = report;
    }

    /** How it ended. */
    public RunSummary summary() {
        return summary;
    }

    /** Gives what the model knew and answered before. */
    public Snapshot before() {
        return before;
    }

    /**
     * Gives what it knows and answers now.
     *
     * @throws IllegalStateException if the run was interrupted or there was nothing to forget
     */
    public Snapshot after() {
        return after.orElseThrow(() -> new IllegalStateException(summary.sentence()));
    }

    /** Whether it came to its end and changed the model. */
    public boolean isComplete() {
        return after.isPresent();
    }

    /** The report, for programs and for people. */
    public ForgetReport report() {
        return report;
    }

    /**
     * The adapter.
     *
     * @throws IllegalStateException if none was trained: the model's own weights were, or the run did not come to its end
     */
    public Adapter adapter() {
        after();
        if (!trained.isAdapter()) {
            throw new IllegalStateException("the model's own weights trained: there is no adapter, write the model");
        }
        return new Adapter(trained, UnaryOperator.identity(), open);
    }

    /** An adapter that was trained. */
    public static final class Adapter {
        private final Trained trained;
        private final UnaryOperator<String> names;
        private final OpenModel open;

        private Adapter(Trained trained, UnaryOperator<String> names, OpenModel open) {
            this.trained = trained;
            this.names = names;
            this.open = open;
        }

        /** Names its modules as older versions of the family's files name them. */
        public Adapter oldNames() {
            return new Adapter(trained, open.folder()::oldName, open);
        }

        /**
         * Writes it in PEFT's layout, which loads in Python too.
         *
         * @throws IllegalStateException if it was merged already, see {@link Forgotten#writeModel}
         */
        public void write(Path folder) {
            trained.writeAdapter(folder, names);
        }
    }

    /**
     * Writes a complete model folder; an adapter is merged into the weights for good, so write that first.
     *
     * @throws IllegalStateException if the run did not come to its end
     */
    public void writeModel(Path folder) {
        after();
        trained.writeModel(folder);
    }

    /** Writes all of it, see {@link Forgetting#in}; of a run that had nothing to forget there is no adapter and no model. */
    void write(RunFolder results, boolean merged, boolean oldNames) {
        if (isComplete() && trained.isAdapter()) {
            (oldNames ? adapter().oldNames() : adapter()).write(results.adapter());
        }
        if (isComplete() && (merged || !trained.isAdapter())) writeModel(results.model());
        writeReport(results);
        results.finish();
    }

    void writeReport(RunFolder results) {
        report.write(results.report());
        Json.write(results.metrics(), report.json());
    }

    @Override
    public void close() {
        open.release();
    }
}
