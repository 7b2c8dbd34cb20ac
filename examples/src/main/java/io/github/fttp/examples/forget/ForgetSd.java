package io.github.fttp.examples.forget;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.train.JsonLinesLog;
import io.github.fttp.core.train.Memory;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunLog;
import io.github.fttp.core.train.RunPlan;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.data.ImageData;
import io.github.fttp.diffusion.data.Prompts;
import io.github.fttp.diffusion.data.TrainingImage;
import io.github.fttp.diffusion.method.UNetEdit;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.ImageMemory;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.PartialDenoising;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.ErrorGrowth;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.QuarterErrors;
import io.github.fttp.examples.EngineOptions;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.generate.DrawingOptions;
import io.github.fttp.examples.generate.GenerationProgress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
            description = "Images of each prompt before and after, 0 for none (default: ${DEFAULT-VALUE}).")
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

    /** As many of the run's own as images are made of. */
    private static final int OWN_PROMPTS = 4;

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
        Check.atLeast(0, sampleImages, "--sample-images");
        given.ineffective(sampleImages == 0, "with --sample-images 0", "", "--other-prompts");
        given.ineffective(sampleImages == 0, "with --sample-images 0", "", DrawingOptions.names());
    }

    @Override
    public Integer call() {
        RunFolder results = RunFolder.check(out, resume);
        List<String> others = List.of();
        if (otherPrompts != null) {
            Prompts read = Prompts.read(otherPrompts);
            others = read.texts();
            if (read.haveSeeds()) {
                command.commandLine()
                        .getErr()
                        .println(otherPrompts + ": its seeds are not used: images have seeds from 0 on");
            }
        }
        try (StableDiffusionFolder folder = StableDiffusionFolder.openForTraining(model)) {
            int vaeScaleFactor = folder.vaeConfig().vaeScaleFactor();
            ConceptImages photographed = images.images(vaeScaleFactor);
            training.range(folder.scheduler().schedule().timesteps());
            if (!training.isLora() && folder.unetValues(training::trains) == 0) {
                throw new IllegalArgumentException("--train " + training.part() + " matches no parameter of the U-Net");
            }
            TextToImage how = drawing.of(folder, images.size);
            // What encodes images is as large as what decodes them.
            int largest = Math.max(images.size, sampleImages == 0 ? 0 : how.height());
            long needed = Math.max(
                    TrainingMemory.bytes(folder, images.size, training),
                    ImageMemory.bytes(folder, largest, largest, 1));
            ImageData read = ImageData.read(
                    images.concept(),
                    photographed,
                    images.retain(),
                    vaeScaleFactor,
                    training.needs(Need.CONCEPT_MASK),
                    command.commandLine().getErr()::println);
            try (Engine engine = computing.open(model)) {
                Memory.require(engine.pool(), needed, "this run");
                try (LoadedPipeline loaded = folder.load(engine)) {
                    ImageData data = read.masked(images.concept(), photographed.masks(), loaded);
                    Gallery gallery = Gallery.of(how, prompts(data, others), sampleImages);
                    List<LatentSample> forget = TrainingImage.encoded(data.forget(), loaded);
                    List<LatentSample> retain = TrainingImage.encoded(data.retain(), loaded);
                    // What encoding needed has sizes that training does not; so it is between the other phases.
                    engine.pool().trim();
                    try (TrainedUNet trained = TrainedUNet.of(training, folder, loaded, engine)) {
                        return new Run(this, results, folder, data, gallery, engine, loaded, forget, retain, trained)
                                .of();
                    }
                }
            }
        }
    }

    /** The run's own prompts, as far as a report has room for them, and the others. */
    private static List<String> prompts(ImageData data, List<String> others) {
        Set<String> prompts = new LinkedHashSet<>();
        data.forget().stream()
                .map(TrainingImage::prompt)
                .distinct()
                .limit(OWN_PROMPTS)
                .forEach(prompts::add);
        prompts.addAll(others);
        return List.copyOf(prompts);
    }

    /** The command with everything it opened. */
    private record Run(
            ForgetSd command,
            RunFolder results,
            StableDiffusionFolder folder,
            ImageData data,
            Gallery gallery,
            Engine engine,
            LoadedPipeline loaded,
            List<LatentSample> forget,
            List<LatentSample> retain,
            TrainedUNet trained) {
        int of() {
            return command.training.edit().map(this::edit).orElseGet(this::train);
        }

        /** Changes the weights at once, and measures before and after like a run of steps. */
        private int edit(UNetEdit method) {
            results.create();
            ImageReport.Moment before = new ImageReport.Moment(errors(), gallery.draw(loaded, GenerationProgress::new));
            long begun = System.nanoTime();
            String guide = command.training.anchor == null ? "" : command.training.anchor;
            method.edit(
                    loaded.unet(),
                    engine.pool(),
                    List.of(new UNetEdit.Erasure(loaded.lastState(command.images.concept), loaded.lastState(guide))),
                    command.training.preserved.stream().map(loaded::lastState).toList());
            RunSummary end = new RunSummary(
                    RunSummary.End.STEPS, 0, (System.nanoTime() - begun) * 1e-9, "it changed weights in closed form");
            JsonLinesLog log = new JsonLinesLog(results.log());
            log.started(new RunPlan(settings(guide), forget.size(), 0, 0));
            log.finished(end);
            return finish(end, before);
        }

        private Map<String, String> settings(String guide) {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("method", command.training.spec().toString());
            settings.put("model", folder.path().toAbsolutePath().normalize().toString());
            settings.put("concept", command.images.concept);
            settings.put("guide", guide);
            settings.put("preserved", String.join(", ", command.training.preserved));
            settings.put("data", digest());
            return settings;
        }

        private int train() {
            Unlearner<LatentSample> run = command.training
                    .applyTo(Unlearner.of(trained.trainable()))
                    .retain(retain.stream().map(LatentSample::unmarked).toList())
                    .setting("model", folder.path().toAbsolutePath().normalize())
                    .setting("concept", command.images.concept)
                    .setting("data", digest())
                    .setting("size", command.images.size + " px, " + command.images.fit);
            command.training.saliency().ifPresent(by -> run.saliency(by.mask(trained.trainable(), forget)));
            List<LatentSample> samples = samples();
            QuarterErrors unchanged = errors();
            AlongTheRun along = new AlongTheRun();
            Optional<ErrorGrowth> goal = command.training.goal(unchanged, along::after, denoising());
            goal.ifPresent(run::until);
            if (command.training.evaluateEvery > 0) {
                run.evaluate(command.training.evaluateEvery, step -> along.after(step)
                        .figures());
            }
            ForgetRun.prepare(run, results, command.training.checkpointEvery).check(samples);
            results.create();
            goal.ifPresent(Run::warnOfNothingToForget);
            ImageReport.Moment before =
                    new ImageReport.Moment(unchanged, gallery.draw(loaded, GenerationProgress::new));
            engine.pool().trim();
            Optional<RunSummary> end =
                    ForgetRun.make(run, samples, unfinished -> write(report(unfinished, before, Optional.empty())));
            return end.isEmpty() ? ForgetRun.STOPPED : finish(end.get(), before);
        }

        /** Measures again, and writes what is left. */
        private int finish(RunSummary end, ImageReport.Moment before) {
            engine.pool().trim();
            ImageReport.Moment after = new ImageReport.Moment(errors(), gallery.draw(loaded, GenerationProgress::new));
            trained.write(results, folder, command.merge);
            ImageReport report = report(end, before, Optional.of(after));
            write(report);
            results.deleteCheckpoint();
            System.out.println(report.lines());
            System.out.println("report: " + results.report().toAbsolutePath());
            return 0;
        }

        private List<LatentSample> samples() {
            ImageTrainingOptions training = command.training;
            if (!training.makesItsSamples()) return forget;
            String prompt = command.images.promptSource().of(command.images.concept());
            int side = command.images.size;
            return PartialDenoising.authors()
                    .samples(loaded, prompt, side, side, training.samplesToMake(), training.seed);
        }

        private ImageReport report(RunSummary end, ImageReport.Moment before, Optional<ImageReport.Moment> after) {
            RunLog log = RunLog.read(results.log());
            return new ImageReport(
                    command.images.concept,
                    command.training.spec(),
                    end,
                    ErrorGrowth.chance(denoising()),
                    before,
                    after,
                    log);
        }

        private void write(ImageReport report) {
            report.write(results.report(), gallery, data);
            Json.write(results.metrics(), report.figures());
        }

        private static void warnOfNothingToForget(ErrorGrowth goal) {
            if (goal.growth() > 1) return;
            System.err.println(
                    "the model's error under the masks is no less than chance before the run already: it ends at"
                            + " its first measurement");
        }

        private Denoising denoising() {
            return new Denoising(
                    folder.scheduler().schedule(), folder.scheduler().prediction());
        }

        private QuarterErrors errors() {
            int timesteps = folder.scheduler().schedule().timesteps();
            return QuarterErrors.of(trained.trainable(), timesteps, forget, retain, command.training.batch);
        }

        /** Measures once a step, however many ask. */
        private final class AlongTheRun {
            private int measured;
            private QuarterErrors errors;

            QuarterErrors after(int step) {
                if (errors == null || step != measured) errors = Run.this.errors();
                measured = step;
                return errors;
            }
        }

        /** Of what the model sees: images, masks and prompts, whatever files they came from. */
        private String digest() {
            Digest digest = new Digest();
            for (LatentSample sample : forget)
                digest.add(sample.mean())
                        .add(marks(sample))
                        .add(sample.conditioning().states());
            for (LatentSample sample : retain)
                digest.add(sample.mean()).add(sample.conditioning().states());
            return digest.hex();
        }

        /** The mask, with -1 where nothing counts. */
        private static float[] marks(LatentSample sample) {
            float[] marks = sample.mask().clone();
            for (int i = 0; i < marks.length; i++) marks[i] = sample.counts()[i] ? marks[i] : -1;
            return marks;
        }
    }
}
