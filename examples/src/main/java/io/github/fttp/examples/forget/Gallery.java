package io.github.fttp.examples.forget;

import io.github.fttp.core.image.Picture;
import io.github.fttp.diffusion.pipeline.StableDiffusion;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.examples.picture.GenerationProgress;
import java.util.ArrayList;
import java.util.List;

/**
 * The pictures that a model is asked for before and after.
 *
 * @param prompts the concept's first
 * @param each pictures of each, of seeds from 0 on
 */
record Gallery(TextToImage how, List<String> prompts, int each) {
    /** Prompt by prompt. */
    List<Picture> make(StableDiffusion model) {
        List<Picture> pictures = new ArrayList<>();
        for (String prompt : prompts) {
            for (int seed = 0; seed < each; seed++) {
                int number = pictures.size() + 1;
                var progress = new GenerationProgress(number, number, prompts.size() * each);
                pictures.addAll(how.pictures(model, List.of(prompt), progress, AttentionProbe.none(), seed));
            }
        }
        return pictures;
    }
}
