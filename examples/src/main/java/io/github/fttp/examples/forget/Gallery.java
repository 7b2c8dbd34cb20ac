package io.github.fttp.examples.forget;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.examples.generate.GenerationProgress;
import io.github.fttp.metrics.report.Html;
import java.util.ArrayList;
import java.util.List;

/**
 * The images that a model is asked for before and after.
 *
 * @param prompts the concept's first
 * @param each images of each, of seeds from 0 on
 */
record Gallery(TextToImage how, List<String> prompts, int each) {
    /** Adds a table to a page: images before and after, side by side; those after may not be there. */
    void table(Html page, List<Image> before, List<Image> after) {
        if (before.isEmpty()) {
            page.paragraph("No images were asked for.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            String prompt = prompts.get(i / each);
            rows.add(List.of(
                    Html.cell(prompt.isEmpty() ? "(the empty prompt)" : prompt),
                    Html.number(String.valueOf(i % each)),
                    image(before.get(i), "before"),
                    after.isEmpty() ? Html.cell("") : image(after.get(i), "after")));
        }
        page.table(List.of("prompt", "seed", "before", "after"), rows);
    }

    private static String image(Image image, String description) {
        return Html.image(Images.png(image), "image/png", description);
    }

    /** Prompt by prompt. */
    List<Image> make(LoadedPipeline model) {
        List<Image> images = new ArrayList<>();
        for (String prompt : prompts) {
            for (int seed = 0; seed < each; seed++) {
                int number = images.size() + 1;
                var progress = new GenerationProgress(number, number, prompts.size() * each);
                images.addAll(how.images(model, List.of(prompt), progress, AttentionProbe.none(), seed));
            }
        }
        return images;
    }
}
