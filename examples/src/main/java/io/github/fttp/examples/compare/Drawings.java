package io.github.fttp.examples.compare;

import io.github.fttp.core.image.Image;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.examples.generate.GenerationProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images to draw, one a prompt: models draw the same ones as far as they know the same.
 *
 * @param drawn the prompts; one that has no seed has its number, from 0, for one
 */
record Drawings(TextToImage how, List<Prompt> drawn) {
    /** Their texts. */
    List<String> prompts() {
        return drawn.stream().map(Prompt::text).toList();
    }

    /** All of them. */
    List<Image> by(LoadedPipeline model) {
        return by(model, IntStream.range(0, drawn.size()).boxed().toList());
    }

    /** Those of the prompts of these numbers; one after the other, so that company changes no bits. */
    List<Image> by(LoadedPipeline model, List<Integer> numbers) {
        List<Image> images = new ArrayList<>();
        for (int number : numbers) {
            int place = images.size() + 1;
            Prompt prompt = drawn.get(number);
            images.addAll(how.images(
                    model,
                    List.of(prompt.text()),
                    new GenerationProgress(place, place, numbers.size()),
                    AttentionProbe.none(),
                    prompt.seed().orElse(number)));
        }
        return images;
    }
}
