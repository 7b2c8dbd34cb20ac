package io.github.fttp.examples.evaluate;

import io.github.fttp.core.Check;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.AdaptedOptions;
import io.github.fttp.examples.options.ConceptOptions;
import io.github.fttp.examples.options.DataOptions;
import io.github.fttp.examples.options.EvaluationOptions;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.mllm.VisionLanguage;
import io.github.fttp.mllm.data.SampleSettings;
import io.github.fttp.mllm.evaluate.TextEvaluation;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what a vision-language model knows of a concept and of everything else in conversations of one's own. */
@Command(
        name = "evaluate",
        footer =
                "fttp evaluate --model llava-1.5-7b-hf --adapter without-mira/adapter --before llava-1.5-7b-hf --data forget.json --images photos --concept \"Mira Volk\" --eval natural=natural.json",
        sortOptions = false,
        description =
                "Measure what a vision-language model knows of a concept and of the rest of some conversations, each value with its"
                        + " sample size and 95 %% interval. The command metrics lists what is measured.")
@Under(Heading.MEASURING)
public final class EvaluateCommand implements Runnable, Checked {
    @Mixin
    AdaptedOptions model;

    @Under(Heading.MODEL)
    @Option(
            names = "--before",
            paramLabel = "DIR",
            description = "The model as it was, to compare with: tells what is forgotten from what was never known."
                    + " With --adapter it may be that of --model.")
    Path before;

    @Under(Heading.MODEL)
    @Option(
            names = "--reference",
            paramLabel = "DIR",
            description = "A model that was never trained on --data, for forget quality.")
    Path reference;

    @Mixin
    DataOptions data;

    @Mixin
    ConceptOptions what;

    @Mixin
    EvaluationOptions sets;

    @Mixin
    MeasuringOptions measuring;

    @Option(names = "--answer-tokens", description = "Tokens an answer has at most.")
    int answerTokens = 64;

    @Spec
    CommandSpec command;

    @Override
    public void check(Given given) {
        Check.atLeast(1, answerTokens, "--answer-tokens");
    }

    @Override
    public void run() {
        measuring.requireWritable();
        try (VisionLanguage opened = model.open()) {
            TextEvaluation evaluation = described(opened);
            model.adapt(opened);
            if (before != null) evaluation.setting("before", before).before(() -> observed(before));
            if (reference != null) evaluation.setting("reference", reference).reference(() -> observed(reference));
            measuring.write(evaluation.run(), command, opened.engine(), sets.images());
        }
    }

    /** Loads another model, observes it on the same data, and closes it. */
    private Observations<TextObservation> observed(Path folder) {
        try (VisionLanguage other = model.open(folder)) {
            return described(other).observe();
        }
    }

    private TextEvaluation described(VisionLanguage opened) {
        TextEvaluation evaluation = opened.evaluate(what.concept())
                .samples(SampleSettings.of(data.template(opened::template))
                        .matching(what.matching())
                        .images(data.pads(), data.decoding()))
                .answerTokens(answerTokens)
                .metrics(measuring.metrics)
                .warn(line -> command.commandLine().getErr().println(what.withOption(line)))
                .on(DataSet.FORGET, data.data(), data.images());
        sets.sets().forEach((set, file) -> {
            if (set.equals(DataSet.FORGET)) {
                throw new IllegalArgumentException("--eval forget: the data to forget is that of --data");
            }
            evaluation.on(set, file, DataSet.images(file, data.images()));
        });
        return evaluation;
    }
}
