package io.github.fttp.examples.forget;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.mask.MaskOverlay;
import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.train.RunLog;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.diffusion.data.ImageData;
import io.github.fttp.diffusion.data.TrainingImage;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.train.QuarterErrors;
import io.github.fttp.metrics.report.Html;
import io.github.fttp.metrics.report.LinePlot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run on images that has ended, for programs and for people.
 *
 * @param after empty where it was interrupted or diverged
 */
record ImageReport(
        String concept, MethodSpec method, RunSummary summary, Moment before, Optional<Moment> after, RunLog log) {
    /** The model's errors and its images. */
    record Moment(QuarterErrors errors, List<Image> images) {}

    /** The contents of {@code metrics.json}. */
    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("concept", concept);
        figures.put("method", method.method().name());
        figures.put("method_settings", method.settings());
        figures.put("settings", log.settings());
        ForgetRun.putEnd(figures, summary);
        figures.put("before", before.errors().figures());
        after.ifPresent(moment -> {
            figures.put("after", moment.errors().figures());
            figures.put("growth_under_mask_against_outside", moment.errors().growthAgainst(before.errors()));
        });
        return figures;
    }

    /** Before and after in a few lines. */
    String lines() {
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
    void write(Path file, Gallery gallery, ImageData data) {
        Html page = Html.page("Forgetting " + concept)
                .paragraph(method.method().name() + " (" + method + ") on "
                        + data.forget().size() + " images. " + summary.sentence()
                        + " The error is the squared error of what the model predicts, the mean over latent values;"
                        + " conceptual knowledge is lost where it grows under the mask, natural knowledge where it grows"
                        + " outside.");
        errors(page);
        page.section("Images of the run's own prompts and the others, of the same seeds");
        images(page, gallery);
        page.section("Along the steps")
                .paragraph(
                        "Measured with the same noise at the middle of each quarter of the time steps, so that points differ"
                                + " by the model alone.")
                .plot(new LinePlot(
                        "Error, mean over the quarters",
                        "optimiser step",
                        List.of(course("under the mask", "concept_error"), course("outside", "rest_error"))))
                .plot(quarters("Under the mask, by quarter of the time steps", "concept_error_q"))
                .plot(quarters("Outside, by quarter of the time steps", "rest_error_q"));
        masks(page, data);
        page.section("Settings").settings(log.settings());
        page.write(file);
    }

    private LinePlot quarters(String title, String figure) {
        List<LinePlot.Series> series = new ArrayList<>();
        for (int q = 1; q <= before.errors().forget().size(); q++) series.add(course("quarter " + q, figure + q));
        return new LinePlot(title, "optimiser step", series);
    }

    private LinePlot.Series course(String title, String figure) {
        double last = after.map(moment -> moment.errors().figures().get(figure)).orElse(Double.NaN);
        return LinePlot.Series.of(
                title, log.measured(figure, before.errors().figures().get(figure), last, summary.steps()));
    }

    private void errors(Html page) {
        Map<String, Double> first = before.errors().figures();
        Map<String, Double> last =
                after.map(moment -> moment.errors().figures()).orElse(Map.of());
        List<List<String>> rows = new ArrayList<>();
        for (int q = 1; q <= before.errors().forget().size(); q++) {
            rows.add(row("quarter " + q + " of the time steps", first, last, "_q" + q));
        }
        rows.add(row("all", first, last, ""));
        page.section("Before and after")
                .table(List.of("", "under the mask, before", "after", "outside, before", "after"), rows);
        after.ifPresent(moment -> page.paragraph("The error grew "
                + plain(moment.errors().growthAgainst(before.errors())) + " times as much under the mask as outside."));
        if (!before.errors().retain().isEmpty()) {
            page.paragraph("Images to keep: " + retain(before) + " before"
                    + after.map(moment -> ", " + retain(moment) + " after.").orElse("."));
        }
    }

    private static List<String> row(String name, Map<String, Double> first, Map<String, Double> last, String quarter) {
        return List.of(
                Html.cell(name),
                number(first.get("concept_error" + quarter)),
                number(last.getOrDefault("concept_error" + quarter, Double.NaN)),
                number(first.get("rest_error" + quarter)),
                number(last.getOrDefault("rest_error" + quarter, Double.NaN)));
    }

    private void images(Html page, Gallery gallery) {
        GalleryTable.add(
                page, gallery, before.images(), after.map(Moment::images).orElse(List.of()));
    }

    private static void masks(Html page, ImageData data) {
        page.section("What was marked")
                .paragraph("Ascent acts on the marked cells of the latent, descent on all others.");
        List<List<String>> rows = new ArrayList<>();
        for (TrainingImage item : data.forget()) {
            rows.add(List.of(
                    image(MaskOverlay.draw(item.seen(), item.mask(), item.cells()), item.name()),
                    Html.cell(item.name()),
                    Html.cell(item.prompt()),
                    Html.number(item.cells().covered() + " of "
                            + item.cells().height() * item.cells().width())));
        }
        page.table(List.of("image", "file", "prompt", "cells"), rows);
    }

    private static String image(Image image, String description) {
        return Html.image(Images.png(image), "image/png", description);
    }

    private static String number(double value) {
        return Html.number(plain(value));
    }
}
