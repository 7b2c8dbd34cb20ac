package io.github.fttp.metrics.report;

import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.statistics.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report of a run, or an edit, that made a model forget a concept.
 *
 * @param title of the page
 * @param concept as it is named
 * @param account what was done, to which data, and how it ended
 * @param changes what was measured before and after, the concept's and the rest's
 * @param reading how the measurements are to be read
 * @param curves along the steps
 * @param others what became of other concepts
 * @param samples what the model says or draws before and after
 * @param data what was marked in the data that it learnt from
 * @param costs what it took
 * @param settings all that the result depends on
 */
public record ForgettingReport(
        String title,
        String concept,
        String account,
        List<Change> changes,
        String reading,
        List<LinePlot> curves,
        CollateralMap others,
        List<Content> samples,
        List<Content> data,
        Costs costs,
        Map<String, ?> settings) {
    private static final String OTHERS =
            "Loss is the share of what the model knew of another concept that is gone, of the way from before to chance, with the"
                    + " interval over its samples; a dash where it knew nothing. Likeness is by the model as it was: shared"
                    + " tokens are the share of all tokens of both names that both have, nearness is the cosine of its states,"
                    + " drawn at 0 where it is below.";

    /** Writes the page, whole or not at all. */
    public void write(Path file) {
        page().write(file);
    }

    /** The page. */
    public ReportPage page() {
        Verdict verdict = Verdict.of(changes);
        ReportPage page =
                ReportPage.titled(title).summary(verdict.sentence(concept)).summary(account);
        page.section("Before and after").add(table()).paragraph(reading).note(Verdict.RULES);
        List<Plot> plots = new ArrayList<>();
        if (Double.isFinite(verdict.forgotten() + verdict.lost())) plots.add(tradeOff(verdict));
        curves.stream().filter(curve -> !curve.isEmpty()).forEach(plots::add);
        if (!plots.isEmpty()) page.section("Trade-off and curves").plots(plots);
        if (!others.losses().isEmpty()) {
            page.section("What else was lost").addAll(others.contents()).note(OTHERS);
        }
        if (!samples.isEmpty()) page.section("Samples").addAll(samples);
        if (!data.isEmpty()) page.section("What was marked").addAll(data);
        page.section("Costs").add(Table.of(costs.rows()));
        return page.section("Settings").add(Table.of(settings));
    }

    private Table table() {
        List<List<Cell>> rows = new ArrayList<>();
        for (Change change : changes) {
            rows.add(List.of(
                    Cell.text(change.name()),
                    Cell.text(
                            change.role().forgets()
                                    ? "to be forgotten"
                                    : change.role().keeps() ? "to be kept" : ""),
                    Cell.of(change.before()),
                    Cell.of(change.after()),
                    Cell.of(chance(change)),
                    Cell.number(gone(change))));
        }
        return new Table(List.of("measurement", "", "before", "after", "chance", "gone"), rows);
    }

    private static Measurement chance(Change change) {
        return new Measurement(
                Interval.exact(change.chance(), 0),
                change.before().kind(),
                change.before().better());
    }

    private static String gone(Change change) {
        if (!change.tells() || !Double.isFinite(change.gone())) return "–";
        if (change.gone() < -0.005) return "none";
        return String.format(Locale.ROOT, "%.0f%%", 100 * change.gone());
    }

    private static PointPlot tradeOff(Verdict verdict) {
        Interval none = Interval.exact(0, 0);
        Interval all = Interval.exact(1, 0);
        return new PointPlot(
                "Forgetting against keeping: upper right is best",
                "share of the concept that is gone",
                "share of the rest that is left",
                List.of(
                        new PointPlot.Point("before", none, all, false),
                        new PointPlot.Point(
                                "after",
                                Interval.exact(verdict.forgotten(), 0),
                                Interval.exact(1 - verdict.lost(), 0),
                                true)));
    }
}
