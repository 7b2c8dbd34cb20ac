package io.github.fttp.examples.forget;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.metrics.report.Html;
import java.util.ArrayList;
import java.util.List;

/** Images before and after, side by side on a page. */
final class GalleryTable {
    private GalleryTable() {}

    /** Adds the table; images after may not be there. */
    static void add(Html page, Gallery gallery, List<Image> before, List<Image> after) {
        if (before.isEmpty()) {
            page.paragraph("No images were asked for.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Gallery.Request request = gallery.requests().get(i);
            rows.add(List.of(
                    Html.cell(request.prompt().isEmpty() ? "(the empty prompt)" : request.prompt()),
                    Html.number(String.valueOf(request.seed())),
                    image(before.get(i), "before"),
                    after.isEmpty() ? Html.cell("") : image(after.get(i), "after")));
        }
        page.table(List.of("prompt", "seed", "before", "after"), rows);
    }

    private static String image(Image image, String description) {
        return Html.image(Images.png(image), "image/png", description);
    }
}
