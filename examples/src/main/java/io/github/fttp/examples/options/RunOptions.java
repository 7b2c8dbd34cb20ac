package io.github.fttp.examples.options;

import io.github.fttp.core.optim.Optimizer;
import io.github.fttp.core.train.GradientCheckpointing;
import io.github.fttp.core.train.Training;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.util.function.IntConsumer;
import picocli.CommandLine.Option;

/** How the steps of a run go, of texts and of images. */
@Under(Heading.TRAINING)
public final class RunOptions implements Checked {

    @Option(names = "--steps", description = "How many optimiser steps to make, in place of --epochs.")
    Integer steps;

    @Option(names = "--batch", description = "Samples that go through the model together.")
    int batch = 2;

    @Option(names = "--accumulate", description = "Batches that make up a step.")
    int accumulate = 1;

    @Option(names = "--clip", description = "Largest norm of the gradient, at least 0 (default: none).")
    Double clip;

    @Option(names = "--seed", description = "Seed of everything random.")
    long seed = 0;

    @Option(names = "--checkpoint-every", description = "Steps between checkpoints.")
    int checkpointEvery;

    @Option(
            names = "--gradient-checkpointing",
            arity = "0..1",
            fallbackValue = "ON",
            defaultValue = "AUTO",
            paramLabel = "WHEN",
            description =
                    "Keep only the layers' results and compute their insides again, which takes less memory and more"
                            + " time: ${COMPLETION-CANDIDATES}; AUTO where the run does not fit otherwise.")
    GradientCheckpointing gradientCheckpointing;

    /** @param checkpointEvery steps between checkpoints unless the option says otherwise */
    public RunOptions(int checkpointEvery) {
        this.checkpointEvery = checkpointEvery;
    }

    /** Names those of these options that have no effect where nothing trains. */
    public static String[] names() {
        return new String[] {
            "--steps", "--batch", "--accumulate", "--clip", "--checkpoint-every", "--gradient-checkpointing"
        };
    }

    /** Names those that have no effect where data are looked at but no steps made. */
    public static String[] ofSteps() {
        return new String[] {"--steps", "--accumulate", "--clip", "--checkpoint-every"};
    }

    /** Gives the course of a run, but for its length. */
    public Training by(Optimizer optimizer) {
        Training training = Training.by(optimizer)
                .batch(batch)
                .accumulate(accumulate)
                .seed(seed)
                .checkpointEvery(checkpointEvery);
        if (clip != null) training = training.clip(clip);
        return training.gradientCheckpointing(gradientCheckpointing);
    }

    /** Tells a run how long it is, where it is given in steps. */
    public void length(IntConsumer run) {
        if (steps != null) run.accept(steps);
    }

    @Override
    public void check(Given given) {
        given.notWith("--steps", "--epochs");
        given.atLeast(1, "--steps", "--epochs", "--batch", "--accumulate", "--checkpoint-every");
        given.finiteAtLeast(0, "--clip");
    }
}
