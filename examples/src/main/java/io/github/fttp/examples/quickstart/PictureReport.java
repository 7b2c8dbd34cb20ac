package io.github.fttp.examples.quickstart;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.image.Pictures;
import io.github.fttp.core.mask.MaskOverlay;
import io.github.fttp.examples.quickstart.LittleWorld.Illustration;
import io.github.fttp.examples.report.Html;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The image half on the console and on the page. */
record PictureReport(PictureHalf half) {
    private static final String TARGET = PictureExercise.TARGET.name();
    /** Of the pictures to forget. */
    private static final int SHOWN = 6;

    void print(PrintStream to) {
        to.printf("%-8s %24s %22s %20s%n", "pictures", "error under the mask", "error outside", "error of others");
        for (PictureExam exam : half.exams()) {
            to.printf(
                    "%-8s %24s %22s %20s%n",
                    exam.name(), digits(exam.underMask()), digits(exam.outside()), digits(exam.others()));
        }
        to.println();
    }

    void addTo(Html page) {
        PictureExercise exercise = half.exercise();
        page.section("Pictures")
                .paragraph(
                        "A small Stable Diffusion, which comes with the quickstart, draws the same characters at 64 pixels. It"
                                + " was made to forget " + TARGET + " from "
                                + exercise.forgetting().size()
                                + " pictures with masks: by FTTP (ascent under the mask, descent outside) and, from the same start"
                                + " and with the same settings, by plain gradient ascent. Each row is one prompt and one seed.");
        List<List<String>> drawn = new ArrayList<>();
        List<String> prompts = PictureExercise.prompts();
        for (int i = 0; i < prompts.size(); i++) {
            List<String> row = new ArrayList<>(List.of(Html.cell(prompts.get(i))));
            for (PictureExam exam : half.exams())
                row.add(picture(exam.pictures().get(i), prompts.get(i)));
            drawn.add(row);
        }
        page.table(header("prompt"), drawn);
        List<List<String>> errors = new ArrayList<>();
        for (PictureExam exam : half.exams()) {
            errors.add(List.of(
                    Html.cell(exam.name()),
                    Html.number(digits(exam.underMask())),
                    Html.number(digits(exam.outside())),
                    Html.number(digits(exam.others()))));
        }
        page.paragraph("Mean squared error of the noise it sees in pictures not used in training, at four time steps:")
                .table(
                        List.of(
                                "",
                                "under the mask (" + exercise.target().size() + " pictures)",
                                "outside",
                                "other characters and landscapes ("
                                        + exercise.others().size() + ")"),
                        errors);
        List<String> masked = new ArrayList<>();
        for (Illustration each : exercise.forgetting()
                .subList(0, Math.min(SHOWN, exercise.forgetting().size()))) {
            masked.add(picture(MaskOverlay.draw(each.picture(), each.mask()), each.caption()));
        }
        page.paragraph("Some of the pictures it forgot from, the masks in red:").table(List.of(), List.of(masked));
    }

    private List<String> header(String first) {
        List<String> names = new ArrayList<>(List.of(first));
        half.exams().forEach(exam -> names.add(exam.name()));
        return names;
    }

    private static String picture(Picture picture, String description) {
        return Html.picture(Pictures.png(picture), "image/png", description);
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }
}
