package io.github.fttp.diffusion;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.MaskOverlay;
import io.github.fttp.core.method.ChosenMethod;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.train.RunLog;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.diffusion.data.ImageData;
import io.github.fttp.diffusion.data.TrainingImage;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.train.QuarterErrors;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Likeness;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.image.ImageMetrics;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.Change;
import io.github.fttp.metrics.report.CollateralLoss;
import io.github.fttp.metrics.report.CollateralMap;
import io.github.fttp.metrics.report.Content;
import io.github.fttp.metrics.report.Costs;
import io.github.fttp.metrics.report.ForgettingReport;
import io.github.fttp.metrics.report.LinePlot;
import io.github.fttp.metrics.report.Paragraph;
import io.github.fttp.metrics.report.Table;
import io.github.fttp.metrics.report.UnseenData;
import io.github.fttp.metrics.statistics.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The report of a run on images that has ended, for programs and for people. */
public final class ImageReport {
    private static final String STEPS = "optimiser step";

    static final String UNSEEN = "not_trained_on";

    private final String concept;
    private final ChosenMethod<UnlearningMethod> method;
    private final RunSummary summary;
    private final QuarterErrors chance;
    private final Map<String, Likeness> others;
    private final Moment before;
    private final Optional<Moment> after;
    private final RunLog log;
    private final Gallery gallery;
    private final ImageData data;

    /**
     * @param chance the errors of a model that knows nothing
     * @param others how like each other concept that there is data of is to this one, by name
     * @param after empty where it was interrupted or diverged
     * @param log of all its steps, those before a resumption too
     */
    ImageReport(
            String concept,
            ChosenMethod<UnlearningMethod> method,
            RunSummary summary,
            QuarterErrors chance,
            Map<String, Likeness> others,
            Moment before,
            Optional<Moment> after,
            RunLog log,
            Gallery gallery,
            ImageData data) {
        this.concept = concept;
        this.method = method;
        this.summary = summary;
        this.chance = chance;
        this.others = others;
        this.before = before;
        this.after = after;
        this.log = log;
        this.gallery = gallery;
        this.data = data;
    }

    /**
     * A model at one moment.
     *
     * @param errors of the images of the run
     * @param unseen what was measured on others, which are not trained on
     * @param images that it drew
     */
    public record Moment(QuarterErrors errors, Measurements unseen, List<Image> images) {
        private Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>(errors.figures());
            json.put(UNSEEN, unseen.json());
            return json;
        }
    }

    Moment before() {
        return before;
    }

    Optional<Moment> after() {
        return after;
    }

    /** The contents of {@code metrics.json}. */
    public Map<String, Object> json() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("concept", concept);
        figures.put("method", method.name());
        figures.put("method_settings", method.settings());
        figures.put("settings", log.settings());
        figures.put("steps", summary.steps());
        figures.put("end", summary.end().word());
        figures.put("end_reason", summary.reason());
        figures.put("chance", chance.figures());
        figures.put("before", before.json());
        after.ifPresent(moment -> {
            figures.put("after", moment.json());
            figures.put("growth_under_mask_against_outside", moment.errors().growthAgainst(before.errors()));
        });
        if (!others.isEmpty()) {
            figures.put("others", losses().stream().map(CollateralLoss::json).toList());
        }
        return figures;
    }

    /** Before and after in a few lines. */
    public String lines() {
        StringBuilder lines = new StringBuilder(
                String.format("%-8s %20s %20s %20s%n", "", "error under mask", "error outside", "retain"));
        for (Row row : rows()) {
            lines.append(String.format(
                    Locale.ROOT,
                    "%-8s %20s %20s %20s%n",
                    row.name(),
                    plain(row.of().errors().conceptError()),
                    plain(row.of().errors().restError()),
                    retain(row.of())));
        }
        return lines.toString();
    }

    private record Row(String name, Moment of) {}

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>(List.of(new Row("before", before)));
        after.ifPresent(moment -> rows.add(new Row("after", moment)));
        return rows;
    }

    private static String retain(Moment moment) {
        return plain(moment.errors().retainError());
    }

    /** A dash where there is nothing to measure, such as what is under masks that nobody drew. */
    private static String plain(double error) {
        return Double.isNaN(error) ? "-" : String.format(Locale.ROOT, "%.4g", error);
    }

    /** The page. */
    public void write(Path file) {
        List<LinePlot> curves = new ArrayList<>(List.of(
                new LinePlot(
                        "Error, mean over the quarters",
                        STEPS,
                        List.of(course("under the mask", "concept_error"), course("outside", "rest_error"))),
                quarters("Under the mask, by quarter of the time steps", "concept_error_q"),
                quarters("Outside, by quarter of the time steps", "rest_error_q")));
        curves.addAll(unseen().curves());
        new ForgettingReport(
                        "Forgetting " + concept,
                        concept,
                        method.name() + " (" + method + ") on " + data.forget().size() + " images. "
                                + summary.sentence() + " " + UnseenData.sentence(data.unseen(), data.trainedOn()),
                        changes(),
                        "The error is the squared error of what the model predicts, the mean over latent values, measured with the"
                                + " same noise at the middle of each quarter of the time steps, so that two moments differ by the"
                                + " model alone. Conceptual knowledge is lost where it grows under the mask, natural knowledge"
                                + " where it grows outside."
                                + after.map(moment -> " The error grew "
                                                + plain(moment.errors().growthAgainst(before.errors()))
                                                + " times as much under the mask as outside.")
                                        .orElse(""),
                        curves,
                        new CollateralMap(concept, Map.of(method.name(), losses())),
                        GalleryTable.of(
                                gallery,
                                before.images(),
                                after.map(Moment::images).orElse(List.of())),
                        masks(),
                        Costs.of(log, given()),
                        log.settings())
                .write(file);
    }

    private String given() {
        int kept = data.retain().size();
        return data.forget().size() + " images to forget" + (kept == 0 ? "" : ", " + kept + " to keep");
    }

    private LinePlot quarters(String title, String figure) {
        List<LinePlot.Series> series = new ArrayList<>();
        for (int q = 1; q <= before.errors().forget().size(); q++) series.add(course("quarter " + q, figure + q));
        return new LinePlot(title, STEPS, series);
    }

    private LinePlot.Series course(String title, String figure) {
        double last = after.map(moment -> moment.errors().figures().get(figure)).orElse(Double.NaN);
        return LinePlot.Series.of(
                title, log.measured(figure, before.errors().figures().get(figure), last, summary.steps()));
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (String part : List.of("concept", "rest")) {
            Role role = part.equals("concept") ? Role.FORGET : Role.NATURAL;
            String where = role == Role.FORGET ? ImageMetrics.ERROR_UNDER_MASK : ImageMetrics.ERROR_OUTSIDE;
            changes.add(change(where, role, part + "_error", true));
            for (int q = 1; q <= before.errors().forget().size(); q++) {
                changes.add(
                        change(where + ", quarter " + q + " of the time steps", role, part + "_error_q" + q, false));
            }
        }
        if (!data.retain().isEmpty()) {
            changes.add(change("error on images to keep", Role.RETAIN, "retain_error", true));
        }
        changes.addAll(unseen().changes());
        return changes;
    }

    private List<CollateralLoss> losses() {
        return unseen().others(concept, others);
    }

    private UnseenData unseen() {
        return new UnseenData(
                ImageMetrics.ERROR_UNDER_MASK,
                ImageMetrics.ERROR_OUTSIDE,
                before.unseen(),
                after.map(Moment::unseen).orElse(Measurements.none()),
                log,
                summary.steps());
    }

    /** @param decides whether a verdict rests on it */
    private Change change(String name, Role role, String figure, boolean decides) {
        Measurement first = error(before, role, figure);
        return new Change(
                name,
                role,
                first,
                after.map(moment -> error(moment, role, figure)).orElseGet(() -> Change.missing(first)),
                decides ? chance.figures().get(figure) : Double.NaN);
    }

    private static Measurement error(Moment moment, Role role, String figure) {
        double value = moment.errors().figures().get(figure);
        Interval interval = Interval.of(value, moment.errors().intervals().get(figure));
        return new Measurement(interval, Measurement.Kind.PLAIN, Direction.ofIgnorance(role));
    }

    private List<Content> masks() {
        List<List<Cell>> rows = new ArrayList<>();
        for (TrainingImage item : data.forget()) {
            rows.add(List.of(
                    Cell.image(MaskOverlay.draw(item.seen(), item.mask(), item.cells()), item.name()),
                    Cell.text(item.name()),
                    Cell.text(item.prompt()),
                    Cell.number(item.cells().covered() + " of " + item.cells().counted())));
        }
        return List.of(
                Paragraph.note(
                        "Ascent acts on the marked cells of the latent, descent on all others but those in blue, which"
                                + " count for neither."),
                new Table(List.of("image", "file", "prompt", "cells"), rows));
    }
}
