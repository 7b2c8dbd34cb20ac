package io.github.fttp.examples.forget;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.image.Pictures;
import io.github.fttp.diffusion.pipeline.StableDiffusion;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.examples.picture.GenerationProgress;
import io.github.fttp.examples.report.Html;
import java.util.ArrayList;
import java.util.List;

/**
 * The pictures that a model is asked for before and after.
 *
 * @param prompts the concept's first
 * @param each pictures of each, of seeds from 0 on
 */
record Gallery(TextToImage how, List<String> prompts, int each) {
    /** Adds a table to a page: pictures before and after, side by side; those after may not be there. */
    void table(Html page, List<Picture> before, List<Picture> after) {
        if (before.isEmpty()) {
            page.paragraph("No pictures were asked for.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            String prompt = prompts.get(i / each);
            rows.add(List.of(
                    Html.cell(prompt.isEmpty() ? "(the empty prompt)" : prompt),
                    Html.number(String.valueOf(i % each)),
                    picture(before.get(i), "before"),
                    after.isEmpty() ? Html.cell("") : picture(after.get(i), "after")));
        }
        page.table(List.of("prompt", "seed", "before", "after"), rows);
    }

    private static String picture(Picture picture, String description) {
        return Html.picture(Pictures.png(picture), "image/png", description);
    }

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
