package io.github.fttp.examples.conceptworld;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.EngineOptions;
import io.github.fttp.mllm.conceptworld.LlavaPretraining;
import java.nio.file.Path;
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
            "Pretrain a small LLaVA the characters of ConceptWorld, and write it as a model folder.",
            "Started again with the same --out, it goes on where it was stopped."
        })
@Under(Heading.TRAINING)
public final class PretrainLlava implements Callable<Integer>, Checked {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";

    @Under(Heading.RESULTS)
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write, not there yet.")
    Path out;

    @Option(names = "--seed", defaultValue = "1", description = "Of the world and of weights" + SHOWN)
    long seed;

    @Under(Heading.DATA)
    @Option(
            names = "--images",
            defaultValue = "240",
            description = "Of each character alone, and of everything else in proportion" + SHOWN)
    int images;

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

    @Option(names = "--steps", defaultValue = "2000", description = "Of pretraining to talk, its second stage" + SHOWN)
    int steps;

    @Option(names = "--rate", defaultValue = "1e-3", description = "Highest learning rate" + SHOWN)
    double rate;

    @Mixin
    EngineOptions computing;

    @Override
    public void check(Given given) {
        given.ineffective(true, "here", "all weights are float32 while they are pretrained", "--bf16");
        Check.atLeast(1, images, "--images");
        Check.atLeast(1, merges, "--merges");
        Check.atLeast(1, captionSteps, "--caption-steps");
        Check.atLeast(1, steps, "--steps");
        Check.finiteAtLeast(0, rate, "--rate");
    }

    @Override
    public Integer call() {
        LlavaPretraining pretraining = new LlavaPretraining(seed, images, merges, captionSteps, steps, rate);
        try (Engine engine = computing.open()) {
            pretraining.write(out, engine, new PretrainingLines());
        }
        System.out.println(out.toAbsolutePath());
        return 0;
    }
}
