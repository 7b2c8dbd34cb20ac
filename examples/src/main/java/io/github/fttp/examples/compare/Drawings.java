package io.github.fttp.examples.compare;

import io.github.fttp.core.image.Picture;
import io.github.fttp.diffusion.pipeline.StableDiffusion;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.examples.picture.GenerationProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Pictures to draw, one a prompt, whose number is its seed: models draw the same ones as far as they know the same. */
record Drawings(TextToImage how, List<String> prompts) {
    /** All of them. */
    List<Picture> by(StableDiffusion model) {
        return by(model, IntStream.range(0, prompts.size()).boxed().toList());
    }

    /** Those of the prompts of these numbers; one after the other, so that company changes no bits. */
    List<Picture> by(StableDiffusion model, List<Integer> numbers) {
        List<Picture> pictures = new ArrayList<>();
        for (int number : numbers) {
            int drawn = pictures.size() + 1;
            pictures.addAll(how.pictures(
                    model,
                    List.of(prompts.get(number)),
                    new GenerationProgress(drawn, drawn, numbers.size()),
                    AttentionProbe.none(),
                    number));
        }
        return pictures;
    }
}
