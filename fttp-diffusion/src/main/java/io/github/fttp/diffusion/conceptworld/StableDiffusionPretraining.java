package io.github.fttp.diffusion.conceptworld;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.train.Pretraining;
import io.github.fttp.core.train.Pretraining.Stage;
import io.github.fttp.core.train.PretrainingListener;
import io.github.fttp.diffusion.conceptworld.TrainableAutoencoder.Drawn;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.conceptworld.WorldSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Pretraining of a small Stable Diffusion from nothing: to draw the characters and places of the drawn world. The same seed
 * gives the same bytes on the same engine and number of threads.
 *
 * @param size of the world
 * @param seed of images and weights
 * @param images of each character, and of each place without any; at least 1
 * @param steps of U-Net and text encoder, at least 1
 * @param rate the highest learning rate, at least 0
 * @param without characters that are left out, as a model is that never met them; all else stays, the words too
 */
public record StableDiffusionPretraining(
        WorldSize size, long seed, int images, int steps, double rate, List<DrawnCharacter> without) {
    /** Usual steps of the autoencoder. */
    public static final int VAE_STEPS = 4000;
    /** Few, since each image has thousands of places to learn from. */
    private static final int VAE_BATCH = 8;

    private static final int BATCH = 16;

    public StableDiffusionPretraining {
        Check.atLeast(1, images, "images");
        Check.atLeast(1, steps, "steps");
        Check.finiteAtLeast(0, rate, "rate");
        without = List.copyOf(without);
    }

    /** The usual settings of one round, such as the first of three of the model that comes along, and seed 1 of everything. */
    public static StableDiffusionPretraining of(WorldSize size) {
        return new StableDiffusionPretraining(size, 1, 400, 9000, 2e-3, List.of());
    }

    /**
     * Trains all parts and writes a pipeline folder; goes on where an earlier call with the same folder was stopped.
     *
     * @param vaeSteps of the autoencoder, at least 1, such as {@link #VAE_STEPS}
     * @throws BadData if the folder is there already
     */
    public void write(Path out, int vaeSteps, Engine engine, PretrainingListener listener) {
        Check.atLeast(1, vaeSteps, "steps of the autoencoder");
        Pretraining pretraining = new Pretraining(out, seed, listener);
        List<Shown> all = shown();
        List<Shown> met = met(all);
        try (LittleSd model = LittleSd.fresh(engine, ClipWords.of(captions(all)), pretraining)) {
            List<Drawn> drawn = drawn(met);
            List<float[]> pixels = pixels(drawn);
            pretraining.announce("autoencoder", model.vae());
            Stage stage = new Stage("vae", Adam.rate(rate), VAE_BATCH, vaeSteps);
            pretraining.descend(
                    new TrainableAutoencoder(model.vae(), engine), stage, "nothing" + leftOut(), drawn, List.of());
            model.finishAutoencoder(pixels);
            String begin = "an autoencoder of " + vaeSteps + " steps" + leftOut();
            denoise(model, pretraining, begin, captions(met), pixels);
        }
    }

    /**
     * Trains U-Net and text encoder from nothing, on latents of another pipeline's autoencoder, and writes a pipeline
     * folder; goes on where an earlier call with the same folder was stopped. Both pipelines predict noise in the same
     * latents then, so that their errors can be compared; the autoencoder is what it was, and met who is left out here if
     * the other pipeline did.
     *
     * @param autoencoder a pipeline folder that this class wrote
     * @throws BadData if {@code out} is there already, or the autoencoder is of other sizes
     */
    public void writeWith(Path autoencoder, Path out, Engine engine, PretrainingListener listener) {
        Pretraining pretraining = new Pretraining(out, seed, listener);
        List<Shown> all = shown();
        List<Shown> met = met(all);
        try (LittleSd model = LittleSd.withAutoencoder(engine, ClipWords.of(captions(all)), pretraining, autoencoder)) {
            String begin = "the autoencoder of " + Digest.contents(autoencoder.resolve("vae")) + leftOut();
            denoise(model, pretraining, begin, captions(met), pixels(drawn(met)));
        }
    }

    /**
     * Goes on with U-Net and text encoder of a pipeline folder that this class wrote, and writes another.
     *
     * @throws BadData if {@code out} is there already
     */
    public void writeFrom(Path pretrained, Path out, Engine engine, PretrainingListener listener) {
        Pretraining pretraining = new Pretraining(out, seed, listener);
        List<Shown> met = met(shown());
        try (LittleSd model = LittleSd.pretrained(engine, pretrained)) {
            denoise(model, pretraining, Digest.contents(pretrained) + leftOut(), captions(met), pixels(drawn(met)));
        }
    }

    private void denoise(
            LittleSd model, Pretraining pretraining, String begin, List<String> captions, List<float[]> pixels) {
        pretraining.announce("U-Net", model.unet());
        pretraining.announce("text encoder", model.text());
        Stage stage = new Stage("unet", Adam.rate(rate), BATCH, steps);
        pretraining.descend(model.trainableCaptioner(), stage, begin, model.captioned(captions, pixels), List.of());
        pretraining.write(model::write);
    }

    private static List<Drawn> drawn(List<Shown> shown) {
        return shown.stream().map(each -> Drawn.of(each.image())).toList();
    }

    private static List<float[]> pixels(List<Drawn> drawn) {
        return drawn.stream().map(Drawn::pixels).toList();
    }

    /** An image and its caption. */
    private record Shown(Staging image, String caption) {}

    /** All that there is, one in four of which calls characters by their other names. */
    private List<Shown> shown() {
        ConceptWorld world = new ConceptWorld(size, seed);
        List<Staging> all = new ArrayList<>(world.images(Split.PRETRAINING, 4 * images));
        for (DrawnCharacter character : world.cast().characters())
            all.addAll(world.images(Split.PRETRAINING, images, character));
        List<Shown> shown = new ArrayList<>();
        for (Staging each : all) {
            boolean other = shown.size() % 4 == 3;
            shown.add(new Shown(each, each.caption(other ? DrawnCharacter::alias : DrawnCharacter::name)));
        }
        return shown;
    }

    /** The images of none of those who are left out. */
    private List<Shown> met(List<Shown> shown) {
        return shown.stream()
                .filter(each -> without.stream().noneMatch(character -> character.isIn(each.image())))
                .toList();
    }

    private String leftOut() {
        return without.stream().map(each -> ", without " + each.name()).collect(Collectors.joining());
    }

    private static List<String> captions(List<Shown> shown) {
        return shown.stream().map(Shown::caption).toList();
    }
}
