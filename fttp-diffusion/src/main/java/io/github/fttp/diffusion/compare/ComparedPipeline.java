package io.github.fttp.diffusion.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.diffusion.evaluate.AttentionMasks;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.metrics.compare.ImageSettings;
import io.github.fttp.metrics.image.DrawingPrompt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A Stable Diffusion that methods change, with its U-Net as it was beside it. */
final class ComparedPipeline implements AutoCloseable {
    private static final int TOGETHER = 8;

    private final Engine engine;
    private final LoadedPipeline model;
    /** The model with its U-Net as it was; the other parts are the same. */
    private final LoadedPipeline untouched;

    private final Denoising denoising;
    private final TextToImage how;

    /** @param engine stays the caller's, as does the folder */
    ComparedPipeline(StableDiffusionFolder folder, ImageSettings settings, Engine engine) {
        this.engine = engine;
        denoising = folder.denoising();
        ImageSettings.Drawing drawing = settings.drawing();
        TextToImage standard =
                TextToImage.of(folder, settings.size(), settings.size()).steps(drawing.steps());
        how = drawing.guidance().map(standard::guidance).orElse(standard);
        model = folder.load(engine);
        try {
            for (Parameter each : model.unet().parameters()) {
                each.unfreeze(engine.pool());
                each.trainable(false);
            }
            untouched = new LoadedPipeline(
                    engine,
                    folder.loadUNet(engine),
                    model.vae(),
                    model.textEncoders(),
                    model.tokenizers(),
                    model.scheduler());
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    Engine engine() {
        return engine;
    }

    LoadedPipeline model() {
        return model;
    }

    /** The model as it was. */
    LoadedPipeline untouched() {
        return untouched;
    }

    /** Lets the model as it is count as the untouched one. */
    void settle() {
        List<Parameter> now = model.unet().parameters();
        List<Parameter> then = untouched.unet().parameters();
        for (int i = 0; i < now.size(); i++) {
            then.get(i).unfreeze(engine.pool());
            then.get(i).trainable(false);
            then.get(i).value().set(now.get(i).value().toArray());
        }
    }

    /** How it draws. */
    TextToImage how() {
        return how;
    }

    /** How noise is added, and what the model says of it. */
    Denoising denoising() {
        return denoising;
    }

    /** Steps of its noise schedule. */
    int timesteps() {
        return denoising.schedule().timesteps();
    }

    /** The model in the loop; nothing of it trains. */
    TrainableUNet trainable() {
        return trainable(List.of());
    }

    /** Gives it with parameters that train. */
    TrainableUNet trainable(List<Parameter> trained) {
        return TrainableUNet.of(model.unet(), engine, denoising, trained);
    }

    /** The model as it was in the loop. */
    TrainableUNet untouchedTrainable() {
        return TrainableUNet.of(untouched.unet(), engine, denoising, List.of());
    }

    /** The values of the U-Net's weights, to go back to. */
    Map<Parameter, float[]> weights() {
        Map<Parameter, float[]> values = new LinkedHashMap<>();
        for (Parameter each : model.unet().parameters())
            values.put(each, each.value().toArray());
        return values;
    }

    /** An image of each prompt, the number of the prompt in the list being its seed, several at once. */
    List<Image> images(List<String> prompts) {
        return draw(numbered(prompts));
    }

    /** Gives each prompt its number in the list for a seed. */
    static List<DrawingPrompt> numbered(List<String> prompts) {
        return IntStream.range(0, prompts.size())
                .mapToObj(i -> new DrawingPrompt(prompts.get(i), i))
                .toList();
    }

    /** An image of each prompt, several at once. */
    List<Image> draw(List<DrawingPrompt> prompts) {
        List<Gallery.Request> requests = prompts.stream()
                .map(each -> new Gallery.Request(each.text(), each.seed()))
                .toList();
        return new Gallery(how, requests, TOGETHER).draw(model, Gallery.Listener.none());
    }

    /** The U-Net's conditioning by a text. */
    Conditioning conditioning(String text) {
        return model.conditioning(List.of(text), how.framing());
    }

    /** The U-Net's conditioning without a prompt. */
    Conditioning unconditional() {
        return model.unconditional(1, how.framing());
    }

    /** Marks a sample where the model as it was looks at the concept's name in the prompt. */
    LatentSample markedByAttention(LatentSample sample, String prompt, Concept concept) {
        return sample.marked(LatentMask.of(AttentionMasks.onLatent(untouched, sample, prompt, concept))
                .values());
    }

    @Override
    public void close() {
        untouched.unet().close();
        model.close();
    }
}
