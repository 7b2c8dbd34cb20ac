package io.github.fttp.examples.forget;

import io.github.fttp.core.Check;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.EvaluationOptions;
import io.github.fttp.metrics.DataSet;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.DoubleConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Data that a run measures on and does not train on. */
@Under(Heading.MEASURING)
final class UnseenOptions implements Checked {
    @Mixin
    EvaluationOptions evaluation;

    @Option(
            names = "--hold-out",
            paramLabel = "SHARE",
            description =
                    "Share of the data to forget, and of --retain, that is not trained on but measured on, where --eval gives"
                            + " no generality, or no retain; at least 4 samples, none of fewer than 20 (default: 0.1).")
    Double holdOut;

    @Option(
            names = "--evaluate-every",
            description = "Steps between measurements along the run, 0 for none but those that its end depends on.")
    int every;

    /** @param every steps between measurements unless the option says otherwise */
    UnseenOptions(int every) {
        this.every = every;
    }

    /** Steps between measurements, 0 for none along the run. */
    int every() {
        return every;
    }

    /** Tells a run of them. */
    void applyTo(BiConsumer<DataSet, Path> evaluate, DoubleConsumer hold) {
        evaluation.sets().forEach(evaluate);
        if (holdOut != null) hold.accept(holdOut);
    }

    @Override
    public void check(Given given) {
        given.atLeast(0, "--evaluate-every");
        if (holdOut != null) Check.inHalfOpen(0, 1, holdOut, "--hold-out");
    }
}
