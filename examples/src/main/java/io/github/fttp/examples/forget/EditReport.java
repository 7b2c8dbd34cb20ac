package io.github.fttp.examples.forget;

import io.github.fttp.core.image.Image;
import io.github.fttp.diffusion.method.WordShift;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.metrics.report.Html;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An edit of words, for programs and for people.
 *
 * @param method by name
 * @param matrices how many weights it reached
 * @param words concepts first, then what was to stay
 */
record EditReport(String method, String concept, Map<String, Object> settings, int matrices, List<Word> words) {
    /**
     * What became of one.
     *
     * @param moved how far its keys and values went, as a share of them
     * @param left how far it still is from its guide, as a share of before; NaN for one that was to stay
     */
    record Word(String text, boolean erased, double moved, double left) {}

    /** Measures, behind the edit. */
    static EditReport of(EditSd edit, LoadedPipeline edited, WordShift shift) {
        float[] guide = edited.lastState(edit.guide);
        List<Word> words = new ArrayList<>();
        for (String each : edit.concepts) {
            float[] state = edited.lastState(each);
            words.add(new Word(each, true, shift.moved(state), shift.left(state, guide)));
        }
        for (String each : edit.preserved) {
            words.add(new Word(each, false, shift.moved(edited.lastState(each)), Double.NaN));
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("method", edit.spec().toString());
        settings.put("model", edit.model.toAbsolutePath().normalize().toString());
        settings.put("concepts", String.join(", ", edit.concepts));
        settings.put("guide", edit.guide);
        settings.put("preserved", String.join(", ", edit.preserved));
        return new EditReport(edit.spec().method().name(), edit.concepts.get(0), settings, shift.matrices(), words);
    }

    /** The contents of {@code metrics.json}. */
    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("concept", concept);
        figures.put("method", method);
        figures.put("settings", settings);
        figures.put("matrices", matrices);
        figures.put("words", words);
        return figures;
    }

    /** A line a word. */
    String lines() {
        StringBuilder lines =
                new StringBuilder(String.format("%-32s %12s %24s%n", "", "moved by", "left of way to guide"));
        for (Word word : words) {
            lines.append(String.format("%-32s %12s %24s%n", word.text(), number(word.moved()), number(word.left())));
        }
        return lines.toString();
    }

    /** The page. */
    void write(Path file, Gallery gallery, List<Image> before, List<Image> after) {
        Html page = Html.page("Editing " + concept)
                .paragraph(method + " in closed form: " + matrices
                        + " matrices, which make keys and values of words for the"
                        + " cross-attentions, were changed so that the concepts mean the guide.");
        page.section("Before and after")
                .paragraph(
                        "How far a word's keys and values moved, as a share of their length, and how much is left of the way"
                                + " from a concept to its guide: 0 where they mean the same.");
        List<List<String>> rows = new ArrayList<>();
        for (Word word : words) {
            rows.add(List.of(
                    Html.cell(word.text()),
                    Html.cell(word.erased() ? "to be forgotten" : "to stay"),
                    Html.number(number(word.moved())),
                    Html.number(number(word.left()))));
        }
        page.table(List.of("word", "", "moved by", "left of the way to the guide"), rows);
        page.section("Images of the same seeds");
        GalleryTable.add(page, gallery, before, after);
        page.section("Settings").settings(settings);
        page.write(file);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4g", value);
    }
}
