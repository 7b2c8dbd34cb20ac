package io.github.fttp.examples.forget;

import io.github.fttp.core.Check;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.diffusion.ImageForgetting;
import io.github.fttp.diffusion.ImageRun;
import io.github.fttp.diffusion.StableDiffusion;
import io.github.fttp.diffusion.data.Prompts;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Invocations;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.DrawingOptions;
import io.github.fttp.examples.options.EngineOptions;
import io.github.fttp.examples.options.ImageOptions;
import io.github.fttp.examples.progress.ConsoleProgress;
import io.github.fttp.examples.progress.GenerationProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a Stable Diffusion forget the marked pixels of images: writes a pipeline or an adapter, figures, and a report. */
@Command(
        name = "forget-sd",
        footer =
                "fttp forget-sd --model stable-diffusion-v1-4 --images photos --concept \"Mira Volk\" --train xattn --out without-mira",
        sortOptions = false,
        description = "Make a Stable Diffusion forget a concept marked in images; writes model/ (or a LoRA file),"
                + " run.jsonl, metrics.json and report.html.")
@Under(Heading.RESULTS)
public final class ForgetSd implements Callable<Integer>, Checked {
    @Under(Heading.MODEL)
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Pipeline folder of diffusers.")
    Path model;

    @Mixin
    ImageOptions images;

    @Mixin
    ImageTrainingOptions training;

    @Mixin
    UnseenOptions unseen;

    @Under(Heading.GENERATION)
    @Option(
            names = "--other-prompts",
            paramLabel = "FILE",
            description =
                    "Prompts of which images are made before and after, beside the run's own: a line each, CSV or JSON"
                            + " lines.")
    Path otherPrompts;

    @Under(Heading.GENERATION)
    @Option(
            names = "--sample-images",
            defaultValue = "2",
            description = "Images of each prompt before and after, 0 for none.")
    int sampleImages;

    @Mixin
    DrawingOptions drawing;

    @Mixin
    EngineOptions computing;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the results, empty or new.")
    Path out;

    @Option(names = "--resume", description = "Go on with the run in --out that was stopped or killed.")
    boolean resume;

    @Option(names = "--merge", description = "With --train lora, write a complete pipeline, model/, as well.")
    boolean merge;

    @Spec
    CommandSpec command;

    @Override
    public void check(Given given) {
        given.ineffective(
                !training.isLora(),
                "with --train " + training.part(),
                "which always writes a complete pipeline",
                "--merge");
        given.ineffective(
                training.edit().isPresent(), "with --method " + training.method, "nothing trains", "--resume");
        given.ineffective(
                !training.trainsOnImages(),
                "with --method " + training.method,
                "which does not train on the images",
                "--hold-out");
        Check.atLeast(0, sampleImages, "--sample-images");
        given.ineffective(sampleImages == 0, "with --sample-images 0", "", "--other-prompts");
        given.ineffective(sampleImages == 0, "with --sample-images 0", "", DrawingOptions.names());
    }

    @Override
    public Integer call() {
        PrintWriter err = command.commandLine().getErr();
        RunFolder results = RunFolder.check(out, resume).by(Invocations.of(command));
        List<String> others = others(err);
        try (StableDiffusion opened = StableDiffusion.open(model, () -> computing.open(model))) {
            StableDiffusionFolder folder = opened.folder();
            ImageForgetting run = opened.forget(
                    images.concept(), images.images(folder.vaeConfig().vaeScaleFactor()));
            images.retain().forEach(run::retain);
            unseen.applyTo(run::evaluate, run::holdOut);
            training.applyTo(run, folder)
                    .draw(drawing.of(folder, images.size()), others, sampleImages)
                    .in(results)
                    .listen(ConsoleProgress.of(results))
                    .listen((Gallery.Listener) GenerationProgress::new)
                    .warn(err::println)
                    .stopOnInterrupt();
            if (merge) run.merge();
            ImageRun ended = run.run();
            if (ended.summary().end() == RunSummary.End.INTERRUPTED) return ConsoleProgress.stopped(ended.summary());
            System.out.println(ended.report().lines());
        }
        System.out.println("report: " + results.report().toAbsolutePath());
        return 0;
    }

    private List<String> others(PrintWriter err) {
        if (otherPrompts == null) return List.of();
        Prompts read = Prompts.read(otherPrompts);
        if (read.haveSeeds()) err.println(otherPrompts + ": its seeds are not used: images have seeds from 0 on");
        return read.texts();
    }
}
