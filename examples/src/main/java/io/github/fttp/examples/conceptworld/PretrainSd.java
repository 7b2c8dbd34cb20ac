package io.github.fttp.examples.conceptworld;

import static io.github.fttp.examples.conceptworld.PretrainingOptions.given;

import io.github.fttp.diffusion.conceptworld.StableDiffusionPretraining;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
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
            "Pretrain a small Stable Diffusion on the characters of ConceptWorld, and write it as a pipeline folder.",
            "Usual are 400 images, 9000 steps and a rate of 2e-3.",
            "Started again with the same --out, it goes on where it was stopped."
        })
@Under(Heading.TRAINING)
public final class PretrainSd implements Callable<Integer>, Checked {
    @Mixin
    PretrainingOptions how = new PretrainingOptions();

    @Under(Heading.MODEL)
    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "One that this command pretrained before, to go on with its U-Net and text encoder.")
    Path from;

    @Option(
            names = "--vae-steps",
            defaultValue = "2000",
            description = "Of pretraining the autoencoder (default: ${DEFAULT-VALUE}).")
    int vaeSteps;

    @Override
    public void check(Given given) {
        given.notWith("--from", "--vae-steps");
        given.atLeast(1, "--vae-steps");
    }

    @Override
    public Integer call() {
        StableDiffusionPretraining pretraining = new StableDiffusionPretraining(
                how.world.size,
                how.seed,
                given(how.images, 400),
                given(how.steps, 9000),
                given(how.rate, 2e-3),
                how.without());
        PretrainingLines lines = new PretrainingLines();
        return how.run(engine -> {
            if (from == null) pretraining.write(how.out, vaeSteps, engine, lines);
            else pretraining.writeFrom(from, how.out, engine, lines);
        });
    }
}
