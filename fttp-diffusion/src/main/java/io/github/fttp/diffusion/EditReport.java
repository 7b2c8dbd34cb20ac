package io.github.fttp.diffusion;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.train.Memory;
import io.github.fttp.diffusion.method.WordShift;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.report.Change;
import io.github.fttp.metrics.report.CollateralMap;
import io.github.fttp.metrics.report.Costs;
import io.github.fttp.metrics.report.ForgettingReport;
import io.github.fttp.metrics.statistics.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measurements of an edit of words, for programs and for people.
 *
 * @param method by name
 * @param concept the first of the words that were to mean the guide
 * @param settings by name, as the page lists them
 * @param matrices how many weights it reached
 * @param words concepts first, then what was to stay
 * @param seconds that the edit took
 */
public record EditReport(
        String method, String concept, Map<String, Object> settings, int matrices, List<Word> words, double seconds) {
    public EditReport {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        words = List.copyOf(words);
    }

    /**
     * A word and where the edit took it.
     *
     * @param moved how far its keys and values went, as a share of them
     * @param left how far it still is from its guide, as a share of before; NaN for one that was to stay
     */
    public record Word(String text, boolean erased, double moved, double left) {
        private Change change() {
            return erased
                    ? new Change(text + ": left of the way to the guide", Role.FORGET, way(1), way(left), 0)
                    : new Change(text + ": moved by", Role.RETAIN, way(0), way(moved), 1);
        }

        private static Measurement way(double share) {
            return new Measurement(Interval.exact(share, 1), Measurement.Kind.SHARE, Direction.LOWER);
        }
    }

    /** Measures, behind the edit. */
    static EditReport of(WordEdit edit, StableDiffusion edited, WordShift shift, double seconds) {
        LoadedPipeline pipeline = edited.pipeline();
        float[] guide = pipeline.lastState(edit.guide());
        List<Word> words = new ArrayList<>();
        for (String each : edit.concepts()) {
            float[] state = pipeline.lastState(each);
            words.add(new Word(each, true, shift.moved(state), shift.left(state, guide)));
        }
        for (String each : edit.preserved()) {
            words.add(new Word(each, false, shift.moved(pipeline.lastState(each)), Double.NaN));
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("method", edit.method().toString());
        settings.put(
                "model", edited.folder().path().toAbsolutePath().normalize().toString());
        settings.put("concepts", String.join(", ", edit.concepts()));
        settings.put("guide", edit.guide());
        settings.put("preserved", String.join(", ", edit.preserved()));
        return new EditReport(edit.method().name(), edit.concepts().get(0), settings, shift.matrices(), words, seconds);
    }

    /** The contents of {@code metrics.json}. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("concept", concept);
        values.put("method", method);
        values.put("settings", settings);
        values.put("matrices", matrices);
        values.put("words", words);
        return values;
    }

    /** A table for a terminal, a line per word. */
    public String lines() {
        StringBuilder lines =
                new StringBuilder(String.format("%-32s %12s %24s%n", "", "moved by", "left of way to guide"));
        for (Word word : words) {
            lines.append(String.format("%-32s %12s %24s%n", word.text(), number(word.moved()), number(word.left())));
        }
        return lines.toString();
    }

    /**
     * Writes the page.
     *
     * @param after images of the gallery's prompts by the edited model, as those before it
     */
    public void write(Path file, Gallery gallery, List<Image> before, List<Image> after) {
        new ForgettingReport(
                        "Editing " + concept,
                        concept,
                        method + " in closed form: " + matrices
                                + " matrices, which make keys and values of words for the cross-attentions, were changed so that"
                                + " the concepts mean the guide.",
                        words.stream().map(Word::change).toList(),
                        "Measured is how much is left of the way to the guide: 0 where concept and guide mean the same; and how far"
                                + " a word that was to stay moved, as a share of the length of its keys and values.",
                        List.of(),
                        CollateralMap.none(),
                        GalleryTable.of(gallery, before, after),
                        List.of(),
                        Costs.of(seconds, Memory.peakResident(), words.size() + " words, no images"),
                        settings)
                .write(file);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4g", value);
    }
}
