package io.github.fttp.diffusion;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.MaskSettings;
import io.github.fttp.core.mask.UniformMasks;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.data.ConceptMasks;
import io.github.fttp.diffusion.data.RetainImages;
import io.github.fttp.diffusion.evaluate.ImageEvaluation;
import io.github.fttp.diffusion.method.UNetEdit;
import io.github.fttp.diffusion.method.WordShift;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.ImageMemory;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.OpenPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.metrics.benchmark.BenchmarkFolder;
import io.github.fttp.metrics.benchmark.ImageBenchmark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A Stable Diffusion, from a pipeline folder of diffusers: draws, forgets, and is written again.
 *
 * <pre>{@code
 * try (StableDiffusion model = StableDiffusion.open(Path.of("stable-diffusion-v1-4"))) {
 *     Concept concept = Concept.of("Mira Volk");
 *     ImageRun run = model.forget(concept, ConceptImages.in(Path.of("photos")))
 *             .with(new Fttp(30, 55))
 *             .train(TrainedPart.crossAttention())
 *             .epochs(20)
 *             .run();
 *     run.write(Path.of("without-mira")); // a pipeline or an adapter that diffusers loads
 *     run.report().write(Path.of("without-mira/report.html"));
 * }
 * }</pre>
 *
 * <p>Weights are read when they are first needed. A run changes them: to begin anew, open the folder again. One thread at a
 * time.
 */
public final class StableDiffusion implements AutoCloseable {
    private final OpenPipeline open;
    /** Runs that were not closed. */
    private final List<RunningImages> running = new ArrayList<>();

    private StableDiffusion(OpenPipeline open) {
        this.open = open;
    }

    /**
     * Opens a folder, to compute with the fastest engine of the processor.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint naming the file and what is wrong with it
     */
    public static StableDiffusion open(Path folder) {
        return open(folder, () -> Engines.best().engine());
    }

    /**
     * Opens a folder with an engine of one's own, such as {@code () -> Engines.named("onednn", Precision.BFLOAT16)}.
     *
     * @param engine is called once, when something is to be computed; the engine is closed with this
     */
    public static StableDiffusion open(Path folder, Supplier<Engine> engine) {
        return of(StableDiffusionFolder.openForTraining(folder), engine);
    }

    /** Opens a folder, to compute with an engine that stays the caller's. */
    public static StableDiffusion open(Path folder, Engine engine) {
        return new StableDiffusion(new OpenPipeline(StableDiffusionFolder.openForTraining(folder), engine));
    }

    /** Takes a folder that is open, which is closed with this, and an engine as {@link #open(Path, Supplier)} does. */
    public static StableDiffusion of(StableDiffusionFolder folder, Supplier<Engine> engine) {
        return new StableDiffusion(new OpenPipeline(folder, engine));
    }

    /** The folder: what the model is, without its weights. */
    public StableDiffusionFolder folder() {
        return open.folder();
    }

    /** Gives the engine that computes. */
    public Engine engine() {
        return open.engine();
    }

    /** The loaded models, which live as long as this. */
    public LoadedPipeline pipeline() {
        return open.models();
    }

    /** Prepares to forget a concept that images show; nothing is read before it runs. */
    public ImageForgetting forget(Concept concept, ConceptImages images) {
        return new ImageForgetting(this, concept, images);
    }

    /**
     * Prepares to measure what the model knows of a concept, with an adapter or behind a run as well; nothing is read
     * before it runs.
     *
     * @param images that show the concept: the data to forget
     */
    public ImageEvaluation evaluate(Concept concept, ConceptImages images) {
        return new ImageEvaluation(open, concept, images);
    }

    /**
     * Prepares to measure what the model draws of a benchmark's prompts in the benchmark's own number of steps, by its own metrics
     * and all others.
     *
     * @param size of images, pixels
     */
    public ImageEvaluation evaluate(BenchmarkFolder benchmark, int size) {
        return evaluate(benchmark, size, benchmark.image().steps());
    }

    /**
     * Prepares likewise, with another number of steps of the scheduler; figures of others are made with the benchmark's own.
     *
     * @param size of images, pixels
     */
    public ImageEvaluation evaluate(BenchmarkFolder benchmark, int size, int steps) {
        ImageBenchmark data = benchmark.image();
        // A style is the whole image.
        ConceptImages forget = ConceptImages.in(benchmark.forget())
                .size(size)
                .masks(new ConceptMasks.Drawn(MaskSettings.beside(), UniformMasks.ALLOWED));
        ImageEvaluation evaluation = evaluate(data.concept(), forget)
                .also(data.metrics())
                .how(TextToImage.of(folder(), size, size).steps(steps).guidance(data.guidance()));
        if (!data.retain().isEmpty()) evaluation.retain(RetainImages.in(benchmark.retain()));
        data.sets().forEach(evaluation::draw);
        return evaluation;
    }

    /** Makes words mean another in closed form; gives how far that moves words. */
    WordShift shift(WordEdit edit) {
        LoadedPipeline model = pipeline();
        WordShift shift = WordShift.from(model.unet());
        float[] wanted = model.lastState(edit.guide());
        edit.method()
                .method()
                .edit(
                        model.unet(),
                        open.engine().pool(),
                        edit.concepts().stream()
                                .map(each -> new UNetEdit.Erasure(model.lastState(each), wanted))
                                .toList(),
                        edit.preserved().stream().map(model::lastState).toList());
        return shift;
    }

    /**
     * Makes words mean another in closed form, without images or training, and measures where they went.
     *
     * @return the measurements, of which there is a page
     */
    public EditReport edit(WordEdit edit) {
        long since = System.nanoTime();
        WordShift shift = shift(edit);
        double seconds = (System.nanoTime() - since) / 1e9;
        return EditReport.of(edit, this, shift, seconds);
    }

    /**
     * Makes words mean another, and leaves the whole pipeline, the measurements and a page of drawings before and after in a
     * folder.
     *
     * @param gallery what is drawn; may be empty
     * @param listener is told of the drawings
     * @throws IllegalStateException as {@link #write}, before anything is changed
     */
    public EditReport edit(WordEdit edit, Gallery gallery, Gallery.Listener listener, RunFolder results) {
        requireWhole();
        int side = gallery.requests().isEmpty() ? 1 : gallery.how().height();
        open.requireMemory(ImageMemory.bytes(folder(), side, side, 1), "the edit");
        return results.exclusively(() -> {
            List<Image> before = draw(gallery, listener);
            EditReport report = edit(edit);
            results.begin(folder().path(), edit.settings(), engine());
            write(results.model());
            report.write(results.report(), gallery, before, draw(gallery, listener));
            Json.write(results.metrics(), report.values());
            results.finish();
            return report;
        });
    }

    /**
     * Puts an adapter on, a LoRA file of diffusers or kohya or a folder of PEFT, until this is closed; on weights that are not read
     * yet once they are.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint naming the file and what is wrong with it, as soon as there are weights
     */
    public StableDiffusion adapter(Path lora) {
        open.adapter(lora);
        return this;
    }

    /** Draws images with the model as it is now. */
    public List<Image> draw(Gallery gallery) {
        return draw(gallery, Gallery.Listener.none());
    }

    /**
     * Draws likewise, telling a listener.
     *
     * @throws IllegalArgumentException if the model or its scheduler can't do that, or memory will not be enough
     */
    public List<Image> draw(Gallery gallery, Gallery.Listener listener) {
        requireMemory(gallery);
        return gallery.draw(pipeline(), listener);
    }

    /**
     * Draws likewise, and finds where each image attends to a word of its prompt.
     *
     * @param threshold of the most that any place attends, in [0, 1]
     * @throws IllegalArgumentException also if a prompt does not have the word
     */
    public List<Gallery.AttendedImage> draw(Gallery gallery, Concept word, float threshold, Gallery.Listener listener) {
        gallery.requireWord(folder(), word, "the word");
        requireMemory(gallery);
        return gallery.draw(pipeline(), word, threshold, listener);
    }

    private void requireMemory(Gallery gallery) {
        gallery.how().require(folder());
        int together = Math.min(gallery.batch(), gallery.requests().size());
        int height = gallery.how().height();
        int width = gallery.how().width();
        open.requireMemory(ImageMemory.bytes(folder(), height, width, together), "making the images");
    }

    /**
     * Writes a whole pipeline with the U-Net as it is now; {@link ImageRun#writeModel} writes that of a run which trained adapters.
     *
     * @throws IllegalStateException if an adapter was put on, or is on from a run that was not closed: it would not be in it
     */
    public void write(Path to) {
        requireWhole();
        folder().write(to, pipeline().unet());
    }

    /** Refuses to write a pipeline that would lack an adapter. */
    private void requireWhole() {
        if (running.stream().anyMatch(RunningImages::isBeside)) {
            throw new IllegalStateException(
                    "a pipeline is written without adapters, and a run's is on, without which the model has"
                            + " forgotten nothing: write what the run made, or close it first");
        }
        if (!open.adapters().isEmpty()) {
            throw new IllegalStateException("a pipeline is written without adapters, and " + open.adapters()
                    + " is on: open the model without it to write it");
        }
    }

    /** Has a run closed before the models, unless it {@linkplain #ended ends} earlier. */
    void began(RunningImages run) {
        running.add(run);
    }

    void ended(RunningImages run) {
        running.remove(run);
    }

    @Override
    public void close() {
        try {
            List.copyOf(running).forEach(RunningImages::close);
        } finally {
            open.close();
        }
    }
}
