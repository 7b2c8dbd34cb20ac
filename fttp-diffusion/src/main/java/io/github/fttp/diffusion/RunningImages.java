package io.github.fttp.diffusion;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.ChosenMethod;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.train.Interrupt;
import io.github.fttp.core.train.JsonLinesLog;
import io.github.fttp.core.train.Platform;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.RunLog;
import io.github.fttp.core.train.RunPlan;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.diffusion.data.ImageData;
import io.github.fttp.diffusion.data.TrainingImage;
import io.github.fttp.diffusion.evaluate.NameStates;
import io.github.fttp.diffusion.evaluate.StableDiffusionSubject;
import io.github.fttp.diffusion.method.UNetEdit;
import io.github.fttp.diffusion.method.UNetMethod;
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
import io.github.fttp.diffusion.train.TrainedPart;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Likeness;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.image.ImageMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A run of {@link ImageForgetting}: from the checks to the report. */
final class RunningImages {
    /** As many of the run's own prompts as images are made of. */
    private static final int OWN_PROMPTS = 4;

    private final ImageForgetting settings;
    private final StableDiffusionFolder folder;
    private final Engine engine;
    private final RunLog.Recorder recorder = new RunLog.Recorder();
    private ImageData data;
    private Gallery gallery;
    private LoadedPipeline loaded;
    private EncodedImages images;
    private TrainedUNet trained;
    private QuarterErrors chance;
    private boolean closed;

    RunningImages(ImageForgetting settings) {
        this.settings = settings;
        this.folder = settings.model.folder();
        this.engine = settings.model.engine();
    }

    ImageRun run() {
        try {
            prepare(check());
            return settings.method().method() instanceof UNetEdit ? inFolder(this::edit) : train();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private ImageRun inFolder(Supplier<ImageRun> work) {
        return settings.results().map(to -> to.exclusively(work)).orElseGet(work);
    }

    private void prepare(ImageData read) {
        loaded = settings.model.pipeline();
        data = read.masked(settings.concept, settings.images.masks(), loaded);
        gallery = Gallery.of(how(), prompts(), settings.imagesEach());
        images = EncodedImages.of(data, loaded);
        // What encoding needed has sizes that training does not; so it is between the other phases.
        engine.pool().trim();
        trained = TrainedUNet.of(settings, folder, loaded);
        settings.model.began(this);
        chance = QuarterErrors.atChance(trained.trainable(), images.forget(), images.retain());
    }

    /** Reads the data; nothing is computed before all settings fit. */
    private ImageData check() {
        int vaeScaleFactor = folder.vaeConfig().vaeScaleFactor();
        settings.images.requireMultiple(vaeScaleFactor, "size");
        settings.range(folder);
        requireNeeds();
        boolean adapters = settings.trained() instanceof TrainedPart.Adapters;
        if (!adapters && folder.unetValues(settings.trained()::includes) == 0) {
            throw new IllegalArgumentException(settings.trained() + " matches no parameter of the U-Net");
        }
        if (settings.imagesEach() > 0) how().require(folder);
        // What encodes images is as large as what decodes them.
        int size = settings.images.size();
        int largest = Math.max(size, settings.imagesEach() == 0 ? 0 : how().height());
        ImageData read = ImageData.read(
                settings.concept,
                settings.images,
                settings.retain,
                settings.unseen(),
                vaeScaleFactor,
                settings.needs(Need.CONCEPT_MASK),
                settings::warning);
        long drawing = ImageMemory.bytes(folder, largest, largest, 1);
        settings.fit(
                engine.pool(), training -> Math.max(TrainingMemory.bytes(folder, size, settings, training), drawing));
        return read;
    }

    private void requireNeeds() {
        settings.requireEffect();
        if (settings.method().method() instanceof UNetEdit) wordEdit(); // refuses words that contradict each other
        String method = "method " + settings.method();
        if (settings.needs(Need.OWN_SAMPLES) && settings.training().steps() == 0) {
            throw new BadData(
                    method, "draws samples of its own: its run is as long as a number of steps, not of epochs");
        }
        if (settings.needs(Need.RETAIN_DATA) && settings.retain.isEmpty()) {
            throw new BadData(method, "needs images to keep");
        }
        if (settings.needs(Need.ANCHOR_PROMPT) && settings.anchor().isEmpty()) {
            throw new BadData(method, "needs a prompt of what stands in the concept's place");
        }
        if (settings.method().method() instanceof NullSpace space) {
            TrainedPart only = TrainedPart.of(UNetMethod.part(space));
            if (!settings.trained().equals(only)) {
                throw new BadData(
                        method, "projects its steps: " + only + " alone can train, not " + settings.trained());
            }
            if (settings.saliency().isPresent()) {
                throw new BadData(method, "projects its steps, which moves weights that a saliency mask would hold");
            }
        }
    }

    private TextToImage how() {
        int size = settings.images.size();
        return settings.how().orElseGet(() -> TextToImage.of(folder, size, size));
    }

    /** The run's own prompts, as far as a report has room for them, and the others. */
    private List<String> prompts() {
        Set<String> prompts = new LinkedHashSet<>();
        data.forget().stream()
                .map(TrainingImage::prompt)
                .distinct()
                .limit(OWN_PROMPTS)
                .forEach(prompts::add);
        prompts.addAll(settings.otherPrompts());
        return List.copyOf(prompts);
    }

    /** Changes the weights at once, and measures before and after like a run of steps. */
    private ImageRun edit() {
        settings.results().ifPresent(to -> to.begin(folder.path(), editSettings(), engine));
        ImageReport.Moment before = moment(errors());
        long begun = System.nanoTime();
        settings.model.shift(wordEdit());
        RunSummary end = new RunSummary(
                RunSummary.End.STEPS, 0, (System.nanoTime() - begun) * 1e-9, "it changed weights in closed form");
        RunPlan plan = new RunPlan(editSettings(), images.forget().size(), 0, 0);
        List<RunListener> told = new ArrayList<>();
        told.add(settings.results()
                .<RunListener>map(to -> new JsonLinesLog(to.log()))
                .orElse(recorder));
        told.addAll(settings.listeners);
        for (RunListener each : told) {
            each.started(plan);
            each.finished(end);
        }
        return finish(end, before);
    }

    private WordEdit wordEdit() {
        ChosenMethod<UnlearningMethod> method = settings.method();
        return new WordEdit(
                new ChosenMethod<>((UNetEdit) method.method(), method.settings(), method.text()),
                List.of(settings.concept.name()),
                settings.anchor(),
                settings.preserved);
    }

    private Map<String, String> editSettings() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("method", settings.method().toString());
        all.put("model", folder.path().toAbsolutePath().normalize().toString());
        all.put("concept", settings.concept.name());
        all.put("guide", settings.anchor());
        all.put("preserved", String.join(", ", settings.preserved));
        all.put("data", images.digest());
        return all;
    }

    private ImageRun train() {
        Unlearner<LatentSample> run = Unlearner.of(trained.trainable())
                .method(settings.method().method())
                .training(settings.training())
                .setting("engine", Platform.engineOnThreads(engine))
                .setting("method", settings.method())
                .setting("trains", settings.trained())
                .setting("time steps", settings.rangeText())
                .setting("anchor", settings.anchor().isEmpty() ? "none" : settings.anchor())
                .retain(images.retain().stream().map(LatentSample::unmarked).toList())
                .setting("model", folder.path().toAbsolutePath().normalize())
                .setting("concept", settings.concept.name())
                .setting("data", images.digest())
                .setting("held out", data.heldOut())
                .setting("size", settings.images.size() + " px, " + settings.images.fit());
        settings.saliency().ifPresent(by -> run.saliency(by.mask(trained.trainable(), images.forget())));
        List<LatentSample> samples = samples();
        QuarterErrors unchanged = errors();
        AlongTheRun along = new AlongTheRun();
        Optional<ErrorGrowth> growth = growth(unchanged, along);
        growth.ifPresent(run::until);
        settings.goal().ifPresent(run::until);
        if (settings.evaluateEvery() > 0) {
            run.evaluate(settings.evaluateEvery(), step -> {
                Map<String, Double> figures = along.after(step).figures();
                figures.putAll(unseen().flat());
                return figures;
            });
        }
        if (settings.results().isPresent()) {
            settings.results().get().of(run, settings.training().checkpointEvery(), folder.path());
        } else {
            run.listen(recorder);
        }
        settings.listeners.forEach(run::listen);
        settings.stops.forEach(run::stopOn);
        run.check(samples);
        if (growth.isPresent() && growth.get().growth() <= 1) {
            settings.warning("the model's error under the masks is no less than chance before the run already: it ends"
                    + " at its first measurement");
        }
        return inFolder(() -> steps(run, samples, unchanged));
    }

    private ImageRun steps(Unlearner<LatentSample> run, List<LatentSample> samples, QuarterErrors unchanged) {
        ImageReport.Moment before = moment(unchanged);
        engine.pool().trim();
        run.listen(new RunListener() {
            @Override
            public void finished(RunSummary summary) {
                // Before the process may end.
                if (summary.end() == RunSummary.End.DIVERGED) unfinished(summary, before);
            }
        });
        RunSummary end = settings.stopsOnInterrupt() ? interruptible(run, samples, before) : run.forget(samples);
        if (end.end() != RunSummary.End.INTERRUPTED) return finish(end, before);
        return new ImageRun(end, unfinished(end, before), this);
    }

    /** Runs while Ctrl-C stops it; what there is then is written before the process may end. */
    private RunSummary interruptible(
            Unlearner<LatentSample> run, List<LatentSample> samples, ImageReport.Moment before) {
        try (Interrupt interrupt = new Interrupt()) {
            RunSummary end = run.stopOn(interrupt.signal()).forget(samples);
            if (end.end() == RunSummary.End.INTERRUPTED) unfinished(end, before);
            return end;
        }
    }

    private ImageReport unfinished(RunSummary end, ImageReport.Moment before) {
        ImageReport report = report(end, before, Optional.empty());
        write(report);
        return report;
    }

    /**
     * When the concept counts as forgotten; empty where a number of steps or another goal was asked for, and with methods that do not tell what
     * is under the mask from the rest: the error under it never outgrows the other.
     */
    private Optional<ErrorGrowth> growth(QuarterErrors before, AlongTheRun along) {
        if (!settings.endsByErrors()) return Optional.empty();
        int every = settings.askEvery();
        return Optional.of(
                Double.isNaN(settings.growth())
                        ? ErrorGrowth.toChance(before, along::after, every, chance)
                        : ErrorGrowth.of(before, along::after, every, settings.growth()));
    }

    private List<LatentSample> samples() {
        if (!settings.needs(Need.OWN_SAMPLES)) return images.forget();
        String prompt = settings.images.prompts().of(settings.concept);
        int side = settings.images.size();
        return PartialDenoising.authors()
                .samples(
                        loaded,
                        prompt,
                        side,
                        side,
                        settings.samplesToMake(),
                        settings.training().seed());
    }

    /** Measures again, and writes what is left. */
    private ImageRun finish(RunSummary end, ImageReport.Moment before) {
        engine.pool().trim();
        ImageReport.Moment after = moment(errors());
        settings.results().ifPresent(to -> trained.write(to.path(), folder, settings.merges()));
        ImageReport report = report(end, before, Optional.of(after));
        write(report);
        settings.results().ifPresent(RunFolder::finish);
        return new ImageRun(end, report, this);
    }

    /** Gives back what trained; does nothing a second time. */
    void close() {
        if (closed) return;
        closed = true;
        settings.model.ended(this);
        if (trained != null) trained.close();
    }

    /** Whether what trained is beside the U-Net's own weights. */
    boolean isBeside() {
        return trained instanceof TrainedUNet.Adapter adapter
                && adapter.adapter().isOn();
    }

    /** Writes what trained, for a run that is asked for it behind its end. */
    void write(Path to) {
        try {
            Files.createDirectories(to);
        } catch (IOException e) {
            throw new CannotWrite(to, e);
        }
        trained.write(to, folder, false);
    }

    /** Writes the whole pipeline, likewise. */
    void writeModel(Path to) {
        trained.writeModel(to, folder);
    }

    private ImageReport.Moment moment(QuarterErrors errors) {
        return new ImageReport.Moment(errors, unseen(), gallery.draw(loaded, settings.drawings()));
    }

    /** Measures on images that are not trained on. */
    private Measurements unseen() {
        StableDiffusionSubject subject = new StableDiffusionSubject(
                loaded,
                trained.trainable(),
                folder.denoising().schedule().timesteps(),
                how(),
                settings.concept,
                Gallery.Listener.none());
        return new Evaluation<>(ImageMetrics.knowledge(), images.unseen()).measure(subject);
    }

    /**
     * Compares the concept with the others that there is data of, by what the text encoders, which no run changes, make of
     * the names.
     */
    private Map<String, Likeness> likeness() {
        if (data.others().isEmpty()) return Map.of();
        String own = settings.concept.name();
        List<String> names = new ArrayList<>(List.of(own));
        data.others().forEach(other -> names.add(other.name()));
        NameStates states = NameStates.of(loaded, names);
        Map<String, Likeness> likeness = new LinkedHashMap<>();
        for (String other : names.subList(1, names.size())) likeness.put(other, states.likeness(own, other));
        return likeness;
    }

    private ImageReport report(RunSummary end, ImageReport.Moment before, Optional<ImageReport.Moment> after) {
        return new ImageReport(
                settings.concept.name(),
                settings.method(),
                end,
                chance,
                likeness(),
                before,
                after,
                settings.results().map(to -> RunLog.read(to.log())).orElseGet(recorder::log),
                gallery,
                data);
    }

    private void write(ImageReport report) {
        settings.results().ifPresent(to -> {
            report.write(to.report());
            Json.write(to.metrics(), report.json());
        });
    }

    private QuarterErrors errors() {
        Denoising denoising = folder.denoising();
        return QuarterErrors.of(
                trained.trainable(),
                denoising.schedule().timesteps(),
                images.forget(),
                images.retain(),
                settings.training().batch());
    }

    /** Measures once a step, however many ask. */
    private final class AlongTheRun {
        private int measured;
        private QuarterErrors errors;

        QuarterErrors after(int step) {
            if (errors == null || step != measured) errors = RunningImages.this.errors();
            measured = step;
            return errors;
        }
    }
}
