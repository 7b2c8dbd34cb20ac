package io.github.fttp.examples.evaluate;

import io.github.fttp.core.io.BadData;
import io.github.fttp.diffusion.StableDiffusion;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.evaluate.ImageEvaluation;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.AdaptedPipelineOptions;
import io.github.fttp.examples.options.ClassifierOptions;
import io.github.fttp.examples.options.DrawingOptions;
import io.github.fttp.examples.options.EvaluationOptions;
import io.github.fttp.examples.options.ImageOptions;
import io.github.fttp.examples.progress.GenerationProgress;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.image.ImageNetworks;
import io.github.fttp.metrics.onnx.OnnxNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what a Stable Diffusion knows of the marked pixels of images of one's own, and what it draws. */
@Command(
        name = "evaluate-sd",
        footer =
                "fttp evaluate-sd --model without-mira/model --images photos --concept \"Mira Volk\" --draw prompts.txt --before stable-diffusion-v1-4",
        sortOptions = false,
        description = "Measure how well a Stable Diffusion denoises a concept and the rest of some images, and what it"
                + " draws of prompts, with intervals where a value is a mean.")
@Under(Heading.MEASURING)
public final class EvaluateSd implements Runnable, Checked {
    /** Options that measure what is drawn. */
    private static final String[] DRAWN = {"--clip", "--classifier", "--cross-classifier", "--features"};

    @Mixin
    AdaptedPipelineOptions model;

    @Mixin
    ImageOptions images;

    @Under(Heading.GENERATION)
    @Option(
            names = "--draw",
            paramLabel = "FILE",
            description =
                    "Prompts to draw an image each of, as --prompts of generate-sd; one without a seed has its number, from"
                            + " 0, for it. They belong to the data to forget; --eval gives others.")
    Path draw;

    @Mixin
    DrawingOptions drawing;

    @Mixin
    EvaluationOptions sets;

    @Mixin
    MeasuringOptions measuring;

    @Option(
            names = "--before",
            paramLabel = "DIR",
            description =
                    "Pipeline folder of the model as it was, to compare with: how much errors grew, and how far drawn images went from its where its cross-attention to the concept's name is weak.")
    Path before;

    @Mixin
    ClassifierOptions classifiers;

    @Option(
            names = "--clip",
            paramLabel = "DIR",
            description =
                    "CLIP folder of Hugging Face, which measures how well drawn images show what their prompts say.")
    Path clip;

    @Option(
            names = "--real",
            paramLabel = "DIR",
            description =
                    "Folder of real images, to measure how far the drawn ones are from them by the features of --features or --clip. The Frechet distance depends on how many there are of both: compare like with like.")
    Path real;

    @Option(
            names = "--features",
            paramLabel = "DIR",
            description = "Network that makes features of images for --real, an ONNX folder (default: --clip).")
    Path features;

    @Spec
    CommandSpec command;

    @Override
    public void run() {
        measuring.requireWritable();
        try (StableDiffusion opened = model.openAdapted()) {
            ConceptImages photographed =
                    images.images(opened.folder().vaeConfig().vaeScaleFactor());
            ImageEvaluation evaluation = opened.evaluate(images.concept(), photographed)
                    .networks(networks())
                    .metrics(measuring.metrics)
                    .listen(GenerationProgress::new)
                    .warn(command.commandLine().getErr()::println);
            images.retain().forEach(evaluation::retain);
            if (draw != null) evaluation.draw(DataSet.FORGET, draw);
            sets.sets().forEach(evaluation::on);
            if (evaluation.draws()) evaluation.how(drawing.of(opened.folder(), images.size()));
            if (before != null) evaluation.before(before);
            measuring.write(evaluation.run(), command, opened.engine());
        }
    }

    private ImageNetworks networks() {
        ImageNetworks networks = ImageNetworks.none();
        if (clip != null) networks = networks.clip(clip);
        if (features != null) networks = networks.real(real, () -> OnnxNetwork.open(features));
        else if (real != null) networks = networks.realByClip(real, clip);
        return classifiers.with(networks);
    }

    @Override
    public void check(Given given) {
        for (Path each : sets.sets().values()) {
            if (!Files.exists(each))
                throw new BadData(each, "not found: a folder of images or a file of prompts is to be there");
        }
        boolean folders = sets.sets().values().stream().anyMatch(Files::isDirectory);
        boolean drawn = draw != null || sets.sets().values().stream().anyMatch(path -> !Files.isDirectory(path));
        given.ineffective(!drawn, "without --draw or --eval", "which say what is drawn", DRAWN);
        given.ineffective(!drawn, "without --draw or --eval", "which say what is drawn", DrawingOptions.names());
        given.ineffective(clip == null && features == null, "without --clip or --features", "", "--real");
        given.onlyWith("--real", "--features");
        boolean measured = before != null || clip != null || features != null || classifiers.any();
        String without = "without --before, --clip, --classifier, --cross-classifier or --features";
        given.ineffective(!measured, without, "which measure what is drawn", "--draw");
        given.ineffective(!measured && !folders, without, "which measure what is drawn", "--eval");
    }
}
