package io.github.fttp.examples.forget;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.image.Pictures;
import io.github.fttp.core.mask.MaskOverlay;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.examples.report.Html;
import io.github.fttp.examples.report.LinePlot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A finished run on pictures, for programs and for people. */
record ImageReport(
        String concept, UnlearningMethod method, RunSummary summary, Moment before, Moment after, RunLog log) {
    /** The model's errors and its pictures. */
    record Moment(ImageSnapshot errors, List<Picture> pictures) {}

    /** What {@code metrics.json} holds. */
    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("concept", concept);
        figures.put("method", method.name());
        figures.put("settings", log.settings());
        ForgetRun.putEnd(figures, summary);
        figures.put("before", before.errors().figures());
        figures.put("after", after.errors().figures());
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
        return List.of(new Row("before", before), new Row("after", after));
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
                .paragraph(method.name() + " on " + data.forget().size() + " pictures, " + summary.steps()
                        + " optimiser steps. The error is the squared error of the noise that the model predicts, the mean"
                        + " over latent values; conceptual knowledge is lost where it grows under the mask, natural"
                        + " knowledge where it grows outside.");
        errors(page);
        page.section("Pictures of the same seeds");
        pictures(page, gallery);
        page.section("Along the steps")
                .plot(new LinePlot(
                        "Squared error of a step's own noise",
                        "optimiser step",
                        List.of(log.course("under the mask", "conceptLoss"), log.course("outside", "restLoss"))))
                .plot(quarters("Under the mask, by quarter of the time step", "conceptLossQ"))
                .plot(quarters("Outside, by quarter of the time step", "restLossQ"));
        masks(page, data);
        page.section("Settings").settings(log.settings());
        page.write(file);
    }

    private LinePlot quarters(String title, String figure) {
        List<LinePlot.Series> series = new ArrayList<>();
        for (int q = 1; q <= before.errors().forget().size(); q++) series.add(log.course("quarter " + q, figure + q));
        return new LinePlot(title, "optimiser step", series);
    }

    private void errors(Html page) {
        List<List<String>> rows = new ArrayList<>();
        int quarters = before.errors().forget().size();
        for (int q = 0; q < quarters; q++) {
            rows.add(List.of(
                    Html.cell("quarter " + (q + 1) + " of the time steps"),
                    number(before.errors().forget().get(q).conceptLoss()),
                    number(after.errors().forget().get(q).conceptLoss()),
                    number(before.errors().forget().get(q).restLoss()),
                    number(after.errors().forget().get(q).restLoss())));
        }
        rows.add(List.of(
                Html.cell("all"),
                number(before.errors().conceptError()),
                number(after.errors().conceptError()),
                number(before.errors().restError()),
                number(after.errors().restError())));
        page.section("Before and after")
                .table(List.of("", "under the mask, before", "after", "outside, before", "after"), rows);
        if (!after.errors().retain().isEmpty()) {
            page.paragraph("Pictures to keep: " + retain(before) + " before, " + retain(after) + " after.");
        }
    }

    private void pictures(Html page, Gallery gallery) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < before.pictures().size(); i++) {
            rows.add(List.of(
                    Html.cell(gallery.prompts().get(i / gallery.each())),
                    Html.number(String.valueOf(i % gallery.each())),
                    picture(before.pictures().get(i), "before"),
                    picture(after.pictures().get(i), "after")));
        }
        page.table(List.of("prompt", "seed", "before", "after"), rows);
    }

    private static void masks(Html page, ImageData data) {
        page.section("What was marked")
                .paragraph("Ascent acts on the marked cells of the latent, descent on all others.");
        List<List<String>> rows = new ArrayList<>();
        for (ImageData.Item item : data.forget()) {
            rows.add(List.of(
                    picture(MaskOverlay.draw(item.seen(), item.mask(), item.cells()), item.name()),
                    Html.cell(item.name()),
                    Html.cell(item.prompt()),
                    Html.number(item.cells().covered() + " of "
                            + item.cells().height() * item.cells().width())));
        }
        page.table(List.of("picture", "file", "prompt", "cells"), rows);
    }

    private static String picture(Picture picture, String description) {
        return Html.picture(Pictures.png(picture), "image/png", description);
    }

    private static String number(double value) {
        return Html.number(plain(value));
    }
}
