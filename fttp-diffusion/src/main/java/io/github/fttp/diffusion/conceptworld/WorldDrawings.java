package io.github.fttp.diffusion.conceptworld;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Drawings of a world by a Stable Diffusion, of prompts that it was not pretrained with, for a judge to look at.
 *
 * @param asked what was asked for, by its caption
 * @param drawn what came
 * @param decoded the true drawing of what was asked for, through the autoencoder and back: no model draws more than its
 *     autoencoder lets through
 */
public record WorldDrawings(List<Staging> asked, List<Image> drawn, List<Image> decoded) {
    private static final int STEPS = 12;
    private static final double GUIDANCE = 4;
    private static final int TOGETHER = 8;

    /**
     * Draws with the model of a folder, 12 steps and guidance 4 as the comparisons do.
     *
     * @param each drawings of each character alone
     */
    public static WorldDrawings of(Path folder, ConceptWorld world, int each, Engine engine) {
        List<Staging> asked = new ArrayList<>();
        for (DrawnCharacter character : world.cast().characters())
            asked.addAll(world.images(Split.TEST, each, character));
        try (StableDiffusionFolder opened = StableDiffusionFolder.open(folder);
                LoadedPipeline model = opened.load(engine)) {
            TextToImage how = TextToImage.of(opened, Staging.SIZE, Staging.SIZE)
                    .steps(STEPS)
                    .guidance(GUIDANCE);
            List<Gallery.Request> requests = IntStream.range(0, asked.size())
                    .mapToObj(i -> new Gallery.Request(asked.get(i).caption(), i))
                    .toList();
            List<Image> drawn = new Gallery(how, requests, TOGETHER).draw(model, Gallery.Listener.none());
            List<Image> decoded =
                    asked.stream().map(staging -> decoded(model, staging)).toList();
            return new WorldDrawings(asked, drawn, decoded);
        }
    }

    private static Image decoded(LoadedPipeline model, Staging staging) {
        float[] pixels = ImageProcessor.stableDiffusion(Staging.SIZE).process(staging.image(Staging.SIZE));
        float[] latent =
                model.encode(Shape.of(1, 3, Staging.SIZE, Staging.SIZE), pixels).mean();
        float scale = (float) model.vae().config().scalingFactor();
        for (int i = 0; i < latent.length; i++) latent[i] *= scale;
        float[] values = model.decode(model.latentShape(1, Staging.SIZE, Staging.SIZE), latent);
        return LoadedPipeline.images(values, Staging.SIZE, Staging.SIZE).get(0);
    }

    /** Says what a judge sees in them, in words without a full stop. */
    public String sentence(Judge judge) {
        return "drawn by the model: " + judge.accuracy(asked, drawn).sentence() + "; through its autoencoder: "
                + judge.accuracy(asked, decoded).sentence();
    }
}
