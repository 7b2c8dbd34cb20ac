package io.github.fttp.diffusion.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.LatentGrid;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.evaluate.AttentionMasks;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Staging;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A Stable Diffusion that knows the world, with its U-Net as it was beside it. */
final class WorldStableDiffusion implements AutoCloseable {
    private static final int STEPS = 12;
    private static final double GUIDANCE = 4;
    private static final int BATCH = 8;

    private final StableDiffusionFolder folder;
    private final Engine engine;
    private final LoadedPipeline model;
    /** The model with its U-Net as it was; the other parts are the same. */
    private final LoadedPipeline untouched;

    private final Denoising denoising;
    private final TextToImage settings;

    private WorldStableDiffusion(StableDiffusionFolder folder, Engine engine) {
        this.folder = folder;
        this.engine = engine;
        model = folder.load(engine);
        untouched = new LoadedPipeline(
                engine,
                folder.loadUNet(engine),
                model.vae(),
                model.textEncoders(),
                model.tokenizers(),
                model.scheduler());
        denoising =
                new Denoising(folder.scheduler().schedule(), folder.scheduler().prediction());
        settings = TextToImage.of(Staging.SIZE, Staging.SIZE).steps(STEPS).guidance(GUIDANCE);
        for (Parameter each : model.unet().parameters()) {
            each.unfreeze(engine.pool());
            each.trainable(false);
        }
    }

    /** @param engine closed with this, or at once where the model cannot be read */
    static WorldStableDiffusion open(Path path, Engine engine) {
        try {
            return new WorldStableDiffusion(StableDiffusionFolder.open(path), engine);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    LoadedPipeline model() {
        return model;
    }

    Engine engine() {
        return engine;
    }

    UNet2DConditionModel base() {
        return untouched.unet();
    }

    /** The model as it was. */
    LoadedPipeline untouched() {
        return untouched;
    }

    Denoising denoising() {
        return denoising;
    }

    /** The values of the U-Net's weights, to go back to. */
    Map<Parameter, float[]> weights() {
        Map<Parameter, float[]> values = new LinkedHashMap<>();
        for (Parameter each : model.unet().parameters())
            values.put(each, each.value().toArray());
        return values;
    }

    /** An image a prompt, the number of the prompt in the list being its seed. */
    List<Image> images(List<String> prompts) {
        List<Image> images = new ArrayList<>();
        for (int from = 0; from < prompts.size(); from += BATCH) {
            List<String> batch = prompts.subList(from, Math.min(prompts.size(), from + BATCH));
            long[] seeds = new long[batch.size()];
            for (int i = 0; i < seeds.length; i++) seeds[i] = from + i;
            images.addAll(settings.images(model, batch, seeds));
        }
        return images;
    }

    /** The U-Net's conditioning by a text. */
    Conditioning conditioning(String text) {
        return model.conditioning(List.of(text), settings.framing());
    }

    /**
     * A drawing under a prompt.
     *
     * @param marked whose pixels carry the concept; nobody's if it is not in the image
     */
    LatentSample sample(Staging drawing, String prompt, DrawnCharacter marked) {
        PixelMask mask = PixelMask.empty(Staging.SIZE, Staging.SIZE);
        for (int i = 0; i < drawing.characters().size(); i++) {
            if (drawing.characters().get(i).character().equals(marked))
                mask = mask.union(drawing.mask(i, Staging.SIZE));
        }
        Shape latent = settings.latentShape(model, 1);
        return model.sample(
                prompt,
                Shape.of(1, 3, Staging.SIZE, Staging.SIZE),
                ImageProcessor.stableDiffusion(Staging.SIZE).process(drawing.image(Staging.SIZE)),
                LatentGrid.direct(latent.dim(2), latent.dim(3)).nearest(mask),
                conditioning(prompt));
    }

    /** The same sample, marked where the base model looks at the concept's name in the prompt. */
    LatentSample foundByWords(LatentSample sample, String prompt, DrawnCharacter marked) {
        PixelMask looked = AttentionMasks.onLatent(untouched, sample, prompt, Concept.of(marked.name()));
        return sample.marked(LatentMask.of(looked).values());
    }

    @Override
    public void close() {
        untouched.unet().close();
        model.close();
        folder.close();
        engine.close();
    }
}
