package io.github.fttp.examples.conceptworld;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.diffusion.conceptworld.StableDiffusionPretraining;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.EngineOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Pretrains a small Stable Diffusion on the drawn world, see {@link StableDiffusionPretraining}. */
@Command(
        name = "pretrain-sd",
        footer = "fttp pretrain-sd --out pretrained-sd",
        sortOptions = false,
        description = {
            "Pretrain a small Stable Diffusion the characters of ConceptWorld, and write it as a pipeline folder.",
            "Started again with the same --out, it goes on where it was stopped."
        })
@Under(Heading.TRAINING)
public final class PretrainSd implements Callable<Integer>, Checked {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";

    @Under(Heading.RESULTS)
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write, not there yet.")
    Path out;

    @Option(names = "--seed", defaultValue = "1", description = "Of images and weights" + SHOWN)
    long seed;

    @Under(Heading.MODEL)
    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "One that this command pretrained before, to go on with its U-Net and text encoder.")
    Path from;

    @Under(Heading.DATA)
    @Option(
            names = "--images",
            defaultValue = "400",
            description = "Of each character, and of each place without any" + SHOWN)
    int images;

    @Option(names = "--vae-steps", defaultValue = "2000", description = "Of pretraining the autoencoder" + SHOWN)
    int vaeSteps;

    @Option(names = "--steps", defaultValue = "9000", description = "Of pretraining U-Net and text encoder" + SHOWN)
    int steps;

    @Option(names = "--rate", defaultValue = "2e-3", description = "Highest learning rate" + SHOWN)
    double rate;

    @Mixin
    EngineOptions computing;

    @Override
    public void check(Given given) {
        given.notWith("--from", "--vae-steps");
        given.ineffective(true, "here", "all weights are float32 while they are pretrained", "--bf16");
        Check.atLeast(1, images, "--images");
        Check.atLeast(1, vaeSteps, "--vae-steps");
        Check.atLeast(1, steps, "--steps");
        Check.finiteAtLeast(0, rate, "--rate");
    }

    @Override
    public Integer call() {
        StableDiffusionPretraining pretraining = new StableDiffusionPretraining(seed, images, steps, rate);
        try (Engine engine = computing.open()) {
            PretrainingLines lines = new PretrainingLines();
            if (from == null) pretraining.write(out, vaeSteps, engine, lines);
            else pretraining.writeFrom(from, out, engine, lines);
        }
        System.out.println(out.toAbsolutePath());
        return 0;
    }
}
