package io.github.fttp.examples.forget;

import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.diffusion.ImageForgetting;
import io.github.fttp.diffusion.ImageRun;
import io.github.fttp.diffusion.StableDiffusion;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Invocations;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.PipelineOptions;
import io.github.fttp.examples.options.SampledImagesOptions;
import io.github.fttp.examples.options.TrainingImageOptions;
import io.github.fttp.examples.progress.ConsoleProgress;
import io.github.fttp.examples.progress.GenerationProgress;
import java.io.PrintWriter;
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
    @Mixin
    PipelineOptions model;

    @Mixin
    TrainingImageOptions images;

    @Mixin
    ImageTrainingOptions training;

    @Mixin
    UnseenOptions unseen = new UnseenOptions(20);

    @Mixin
    SampledImagesOptions sampled = new SampledImagesOptions(2);

    @Mixin
    RunFolderOptions folder;

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
    }

    @Override
    public Integer call() {
        PrintWriter err = command.commandLine().getErr();
        RunFolder results = folder.check(Invocations.of(command));
        List<String> others = sampled.others(err);
        try (StableDiffusion opened = model.open()) {
            StableDiffusionFolder pipeline = opened.folder();
            ImageForgetting run = opened.forget(
                    images.concept(), images.images(pipeline.vaeConfig().vaeScaleFactor()));
            images.retain().forEach(run::retain);
            run.evaluateEvery(unseen.every());
            unseen.applyTo(run::evaluate, run::holdOut);
            training.applyTo(run, pipeline)
                    .draw(sampled.how(pipeline, images.size()), others, sampled.count())
                    .in(results)
                    .listen(ConsoleProgress.of(results))
                    .listen((Gallery.Listener) GenerationProgress::new)
                    .warn(err::println)
                    .stopOnInterrupt();
            if (merge) run.merge();
            ImageRun ended = run.run();
            if (ended.summary().end() == RunSummary.End.INTERRUPTED) return ConsoleProgress.STOPPED;
            System.out.println(ended.report().lines());
        }
        System.out.println("report: " + results.report().toAbsolutePath());
        return 0;
    }
}
