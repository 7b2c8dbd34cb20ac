package io.github.fttp.diffusion.evaluate;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.LinearGuess;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.image.DrawingPrompt;
import io.github.fttp.metrics.image.ImageSubject;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Stable Diffusion that metrics look at, as it is at the moment; it stays the caller's.
 *
 * @param model draws
 * @param trainable its U-Net in the loop, whose errors are measured
 * @param timesteps of training
 * @param how images are drawn
 * @param concept what is to be forgotten
 * @param listener is told of each image
 */
public record StableDiffusionSubject(
        LoadedPipeline model,
        TrainableUNet trainable,
        int timesteps,
        TextToImage how,
        Concept concept,
        Gallery.Listener listener)
        implements ImageSubject<LatentSample> {
    /** One image after the other, so that company changes no bits. */
    @Override
    public List<Image> draw(List<DrawingPrompt> prompts) {
        List<Gallery.Request> requests = prompts.stream()
                .map(prompt -> new Gallery.Request(prompt.text(), prompt.seed()))
                .toList();
        return new Gallery(how, requests, 1).draw(model, listener);
    }

    @Override
    public List<List<Knowledge>> errors(List<LatentSample> images) {
        return errors(trainable, timesteps, images);
    }

    @Override
    public List<List<Knowledge>> chance(List<LatentSample> images) {
        return LinearGuess.errors(trainable, images);
    }

    /** The errors of each image at the middle of each quarter of the time steps, image by image. */
    public static List<List<Knowledge>> errors(TrainableUNet trainable, int timesteps, List<LatentSample> images) {
        List<TrainableUNet> quarters = IntStream.of(TrainableUNet.quartiles(timesteps))
                .mapToObj(trainable::evaluatedAt)
                .toList();
        return images.stream()
                .map(image -> quarters.stream()
                        .map(there -> Knowledge.of(there, List.of(image), 1))
                        .toList())
                .toList();
    }

    @Override
    public List<PixelMask> conceptMasks(List<DrawingPrompt> prompts, List<Image> drawn) {
        return IntStream.range(0, drawn.size())
                .mapToObj(i ->
                        AttentionMasks.of(model, drawn.get(i), prompts.get(i).text(), concept))
                .toList();
    }
}
