package io.github.fttp.diffusion.compare;

import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Column;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.TaskColumns;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.metrics.image.ImageMetrics;
import io.github.fttp.metrics.image.ImageObservation;
import io.github.fttp.metrics.statistics.HarmonicMean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The drawn world as what is drawn: measurements of its own, for its judge knows everybody and every place. */
final class WorldImages implements ImageSource {
    static final String UNLEARNING = "unlearning accuracy";
    static final String RETAIN = "retain accuracy";

    private static final List<Column> COLUMNS = List.of(
            Column.share(UNLEARNING),
            Column.share(RETAIN),
            Column.share("near retained"),
            Column.share("far retained"),
            Column.share("places of others"),
            Column.share("places of the target"),
            Column.plain("background distance"),
            Column.ratio(ImageMetrics.ERROR_UNDER_MASK),
            Column.ratio(ImageMetrics.ERROR_OUTSIDE));

    private final ComparedPipeline pipeline;
    private final List<Column> columns;
    private final Judge judge;
    /** By the prompts; made once, while the model is untouched. */
    private final Map<List<String>, ImageObservation> untouched = new HashMap<>();

    /** @param judge closed with this */
    WorldImages(ComparisonTask task, Judge judge, ComparedPipeline pipeline) {
        this.pipeline = pipeline;
        columns = TaskColumns.of(COLUMNS, task);
        this.judge = judge;
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public ImageExam exam(TaskConcept concept, int draw, Budget budget) {
        return new WorldImageExam(pipeline, judge, concept.drawn(), draw, budget, untouched);
    }

    @Override
    public ImageExam exam(TaskConcept concept, Budget budget, ComparedPipeline other) {
        return new WorldImageExam(other, judge, concept.drawn(), 0, budget, new HashMap<>());
    }

    /** As far as the untouched model draws the concept. */
    @Override
    public double forgetting(Outcome before, Outcome after) {
        double drew = 1 - before.value(UNLEARNING);
        if (drew == 0) return 1; // there was nothing to forget
        return Math.max(0, 1 - (1 - after.value(UNLEARNING)) / drew);
    }

    /** It is of one kind: what is not gone is left. */
    @Override
    public double left(Outcome before, Outcome after) {
        return 1 - forgetting(before, after);
    }

    /** The harmonic mean of what is left of near ones, where the concept has such, of far ones and of places. */
    @Override
    public double utility(Outcome before, Outcome after) {
        return HarmonicMean.of(after.left(List.of("near retained", "far retained", "places of others"), before));
    }

    @Override
    public void close() {
        judge.close();
    }
}
