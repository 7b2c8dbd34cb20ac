package io.github.fttp.examples.conceptworld;

import static io.github.fttp.examples.conceptworld.PretrainingOptions.given;

import io.github.fttp.core.train.PretrainingLines;
import io.github.fttp.diffusion.conceptworld.StableDiffusionPretraining;
import io.github.fttp.diffusion.conceptworld.WorldDrawings;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.metrics.conceptworld.WorldSize;
import java.nio.file.Path;
import java.util.Optional;
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
public final class PretrainSd implements Runnable, Checked {
    @Mixin
    PretrainingOptions how = new PretrainingOptions();

    @Under(Heading.MODEL)
    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "One that this command pretrained before, to go on with its U-Net and text encoder.")
    Path from;

    @Under(Heading.MODEL)
    @Option(
            names = "--vae",
            paramLabel = "DIR",
            description = "Pipeline that this command wrote, whose autoencoder is used in place of a new one.")
    Path vae;

    @Option(names = "--vae-steps", description = "Steps of pretraining the autoencoder.")
    int vaeSteps = StableDiffusionPretraining.VAE_STEPS;

    @Under(Heading.RESULTS)
    @Option(
            names = "--asked",
            description = "Drawings of each character that the judge looks at in the end; none at 0.")
    int asked = 12;

    @Option(
            names = "--judge",
            paramLabel = "FILE",
            description = "As pretrain-judge writes it (default: the one that comes along; none for the large world).")
    Path judge;

    @Override
    public void check(Given given) {
        given.notWith("--from", "--vae", "--vae-steps");
        given.notWith("--vae", "--vae-steps");
        given.atLeast(1, "--vae-steps");
        given.atLeast(0, "--asked");
        given.ineffective(asked == 0, "with --asked 0", "", "--judge");
        given.ineffective(
                judge == null && how.world.size == WorldSize.LARGE,
                "with --world-size large and no --judge",
                "no judge of that world comes along",
                "--asked");
    }

    @Override
    public void run() {
        StableDiffusionPretraining usual = StableDiffusionPretraining.of(how.world.size);
        StableDiffusionPretraining pretraining = new StableDiffusionPretraining(
                how.world.size,
                how.seed,
                given(how.images, usual.images()),
                given(how.steps, usual.steps()),
                given(how.rate, usual.rate()),
                how.without());
        PretrainingLines lines = new PretrainingLines(System.out::println);
        Optional<Judge> looking = judge();
        try {
            how.run(
                    engine -> {
                        if (from != null) pretraining.writeFrom(from, how.out, engine, lines);
                        else if (vae != null) pretraining.writeWith(vae, how.out, engine, lines);
                        else pretraining.write(how.out, vaeSteps, engine, lines);
                    },
                    engine -> looking.ifPresent(each -> {
                        ConceptWorld world = new ConceptWorld(how.world.size, how.seed);
                        System.out.println(
                                WorldDrawings.of(how.out, world, asked, engine).sentence(each));
                    }));
        } finally {
            looking.ifPresent(Judge::close);
        }
    }

    /** Opens who looks at drawings in the end, before anything is trained. */
    private Optional<Judge> judge() {
        if (asked == 0 || judge == null && how.world.size == WorldSize.LARGE) return Optional.empty();
        Judge looking = judge == null ? Judge.standard() : Judge.read(judge);
        return Optional.of(looking.require(how.world.size));
    }
}
