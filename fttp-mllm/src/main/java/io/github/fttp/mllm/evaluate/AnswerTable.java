package io.github.fttp.mllm.evaluate;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.Content;
import io.github.fttp.metrics.report.Table;
import io.github.fttp.metrics.text.TextObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Some questions of each set with the right answer and those of the model, for a report. */
final class AnswerTable {
    /** Questions of a set. */
    private static final int SHOWN = 8;

    private AnswerTable() {}

    /**
     * A table, or nothing where the model was not asked.
     *
     * @param before answers of the model as it was; may be empty
     */
    static List<Content> of(
            Map<DataSet, List<Question>> questions,
            Observations<TextObservation> now,
            Observations<TextObservation> before,
            Decoding decoding) {
        List<List<Cell>> rows = new ArrayList<>();
        questions.forEach((set, asked) -> {
            List<String> answers = now.of(set).answers();
            List<String> earlier = before.isEmpty() ? List.of() : before.of(set).answers();
            int shown = Math.min(SHOWN, answers.size());
            for (int k = 0; k < shown; k++) {
                int i = k * answers.size() / shown;
                List<Cell> cells = new ArrayList<>(List.of(
                        Cell.text(set.name()),
                        Thumbnail.of(asked.get(i).conversation().images(), decoding),
                        Cell.text(asked.get(i).text().question()),
                        Cell.text(asked.get(i).text().answer())));
                if (!before.isEmpty()) cells.add(Cell.text(earlier.isEmpty() ? "" : earlier.get(i)));
                cells.add(Cell.text(answers.get(i)));
                rows.add(cells);
            }
        });
        if (rows.isEmpty()) return List.of();
        List<String> header = new ArrayList<>(List.of("set", "image", "question", "right answer"));
        if (!before.isEmpty()) header.add("answer before");
        header.add("answer now");
        return List.of(new Table(header, rows));
    }
}
