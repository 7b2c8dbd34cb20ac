package io.github.fttp.examples.conceptworld;

import static io.github.fttp.examples.conceptworld.PretrainingOptions.given;

import io.github.fttp.core.train.PretrainingLines;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.mllm.conceptworld.LlavaPretraining;
import io.github.fttp.mllm.conceptworld.WorldKnowledge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Pretrains a small LLaVA on the drawn world, see {@link LlavaPretraining}. */
@Command(
        name = "pretrain-llava",
        footer = "fttp pretrain-llava --out pretrained-llava",
        sortOptions = false,
        description = {
            "Pretrain a small LLaVA on the characters of ConceptWorld, and write it as a model folder.",
            "Usual are 240 images, 600 merges, 3000 and 2000 steps, for the large world 80, 4000, 1500 and 4500 behind 5000 of"
                    + " vision tower and projector; a rate of 1e-3.",
            "Started again with the same --out, it goes on where it was stopped."
        })
@Under(Heading.TRAINING)
public final class PretrainLlava implements Runnable, Checked {
    @Mixin
    PretrainingOptions how = new PretrainingOptions();

    @Option(
            names = "--world-seed",
            description = "Seed of the world where that of the weights is another (default: that of --seed).")
    Long worldSeed;

    @Option(
            names = "--merges",
            description = "Pairs of letters that the tokenizer learns to join (default: the usual number).")
    Integer merges;

    @Option(
            names = "--tower-steps",
            description =
                    "Steps in front, in which vision tower and projector learn who is in images and what they look like"
                            + " (default: the usual number).")
    Integer towerSteps;

    @Option(
            names = "--caption-steps",
            description =
                    "Steps of pretraining on what images show, as in LLaVA's first stage (default: the usual number).")
    Integer captionSteps;

    @Under(Heading.RESULTS)
    @Option(
            names = "--asked",
            description =
                    "Unseen images of each character that the model is asked about in the end, beside a question for"
                            + " each of its facts; none at 0.")
    int asked = 4;

    @Override
    public void check(Given given) {
        given.atLeast(1, "--merges", "--caption-steps");
        given.atLeast(0, "--asked", "--tower-steps");
    }

    @Override
    public void run() {
        LlavaPretraining usual = LlavaPretraining.of(how.world.size);
        ConceptWorld world = new ConceptWorld(how.world.size, given(worldSeed, how.seed));
        LlavaPretraining pretraining = new LlavaPretraining(
                world,
                how.seed,
                given(how.images, usual.images()),
                given(merges, usual.merges()),
                given(towerSteps, usual.towerSteps()),
                given(captionSteps, usual.captionSteps()),
                given(how.steps, usual.steps()),
                given(how.rate, usual.rate()),
                how.without());
        how.run(engine -> pretraining.write(how.out, engine, new PretrainingLines(System.out::println)), engine -> {
            if (asked == 0) return;
            System.out.println(
                    WorldKnowledge.of(how.out, world, asked, 1, engine).sentence());
        });
    }
}
