package io.github.fttp.examples.conceptworld;

import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.mllm.conceptworld.LlavaPretraining;
import java.util.concurrent.Callable;
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
            "Started again with the same --out, it goes on where it was stopped."
        })
@Under(Heading.TRAINING)
public final class PretrainLlava implements Callable<Integer>, Checked {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";

    @Mixin
    PretrainingOptions how = new PretrainingOptions(240, 2000, 1e-3);

    @Option(
            names = "--merges",
            defaultValue = "600",
            description = "Pairs of letters that the tokenizer learns" + SHOWN)
    int merges;

    @Option(
            names = "--caption-steps",
            defaultValue = "3000",
            description = "Of pretraining what images show, as LLaVA's first stage" + SHOWN)
    int captionSteps;

    @Override
    public void check(Given given) {
        given.atLeast(1, "--merges", "--caption-steps");
    }

    @Override
    public Integer call() {
        LlavaPretraining pretraining =
                new LlavaPretraining(how.seed, how.images, merges, captionSteps, how.steps, how.rate);
        return how.run(engine -> pretraining.write(how.out, engine, new PretrainingLines()));
    }
}
