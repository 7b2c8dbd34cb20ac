package io.github.fttp.diffusion.evaluate;

import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.image.DrawingPrompt;
import io.github.fttp.metrics.image.ImageObservation;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.Content;
import io.github.fttp.metrics.report.Table;
import java.util.ArrayList;
import java.util.List;

/** Images that a model drew, beside those of the model as it was; a few of each set. */
final class DrawnTable {
    /** Images of a set. */
    private static final int SHOWN = 8;

    private DrawnTable() {}

    /**
     * A table, or nothing where nothing was drawn.
     *
     * @param before of the model as it was; may be empty
     */
    static List<Content> of(Observations<ImageObservation> now, Observations<ImageObservation> before) {
        List<List<Cell>> rows = new ArrayList<>();
        now.bySet().forEach((set, seen) -> {
            int shown = Math.min(SHOWN, seen.images().size());
            for (int k = 0; k < shown; k++) rows.add(row(set, k * seen.images().size() / shown, seen, before));
        });
        if (rows.isEmpty()) return List.of();
        List<String> header = new ArrayList<>(List.of("set", "prompt", "seed"));
        if (!before.isEmpty()) header.add("before");
        header.add("now");
        return List.of(new Table(header, rows));
    }

    private static List<Cell> row(DataSet set, int i, ImageObservation seen, Observations<ImageObservation> before) {
        DrawingPrompt prompt = seen.prompts().get(i);
        List<Cell> cells = new ArrayList<>(
                List.of(Cell.text(set.name()), Cell.text(prompt.text()), Cell.number(String.valueOf(prompt.seed()))));
        if (!before.isEmpty()) cells.add(Cell.image(before.of(set).images().get(i), "before"));
        cells.add(Cell.image(seen.images().get(i), "now"));
        return cells;
    }
}
