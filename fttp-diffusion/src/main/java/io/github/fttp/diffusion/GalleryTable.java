package io.github.fttp.diffusion;

import io.github.fttp.core.image.Image;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.Content;
import io.github.fttp.metrics.report.Paragraph;
import io.github.fttp.metrics.report.Table;
import java.util.ArrayList;
import java.util.List;

/** Images before and after, side by side on a page. */
final class GalleryTable {
    private GalleryTable() {}

    /** The table; images after may not be there, and without those before there is nothing. */
    static List<Content> of(Gallery gallery, List<Image> before, List<Image> after) {
        if (before.isEmpty()) return List.of();
        List<List<Cell>> rows = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Gallery.Request request = gallery.requests().get(i);
            rows.add(List.of(
                    Cell.text(request.prompt().isEmpty() ? "(the empty prompt)" : request.prompt()),
                    Cell.number(String.valueOf(request.seed())),
                    Cell.image(before.get(i), "before"),
                    after.isEmpty() ? Cell.text("") : Cell.image(after.get(i), "after")));
        }
        return List.of(
                Paragraph.note("Images of the same seeds."),
                new Table(List.of("prompt", "seed", "before", "after"), rows));
    }
}
