package io.github.fttp.metrics.report;

import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report of an evaluation: what metrics measured of a model on named sets, beside the model as it was where that is known.
 *
 * @param title of the page
 * @param concept as it is named
 * @param account which model was measured on which data
 * @param measured of the model as it is
 * @param before of the model as it was; {@link Measurements#none} where that was not observed
 * @param samples what the model says or draws
 * @param settings all that the result depends on; paths are written in full
 */
public record EvaluationReport(
        String title,
        String concept,
        String account,
        Measurements measured,
        Measurements before,
        List<? extends Content> samples,
        Map<String, ?> settings) {
    private static final String READING =
            "Below a value stand the ends of its 95 % interval and n, the number of samples that"
                    + " it is of: answers, tokens or images.";

    private static final String WITHOUT_BEFORE =
            "No verdict: without the model as it was, nobody can tell what is forgotten from what was never known.";

    private static final String WITHOUT_CHANCE =
            "No verdict: for none of these measurements is it known what a model that knows nothing would have.";

    public EvaluationReport {
        samples = List.copyOf(samples);
        Map<String, Object> full = new LinkedHashMap<>(settings);
        // Whoever measures the same again from another folder names the same files otherwise.
        full.replaceAll((name, value) ->
                value instanceof Path path ? path.toAbsolutePath().normalize() : value);
        settings = full;
    }

    /** The fields of a JSON file: {@code measurements}, {@code before} where it is known, and {@code settings}. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (isCompared()) json.put("before", before.json());
        json.put("measurements", measured.json());
        Map<String, String> texts = new LinkedHashMap<>();
        settings.forEach((name, value) -> texts.put(name, String.valueOf(value)));
        json.put("settings", texts);
        return json;
    }

    /** A line for each measurement, for the terminal. */
    public String lines() {
        if (!isCompared()) return measured.lines();
        return String.format("before:%n%snow:%n%s", before.lines(), measured.lines());
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) {
        page().write(file);
    }

    /** The page. */
    public ReportPage page() {
        ReportPage page = ReportPage.titled(title);
        List<Change> changes = changes();
        boolean judged = changes.stream().anyMatch(each -> each.tells() || each.wasNeverKnown());
        page.summary(judged ? Verdict.of(changes).sentence(concept) : isCompared() ? WITHOUT_CHANCE : WITHOUT_BEFORE);
        page.summary("Measured: " + account);
        measured.bySet().forEach((set, named) -> page.section(heading(set)).add(table(set, named)));
        page.note(judged ? READING + " " + Verdict.RULES : READING);
        if (!samples.isEmpty()) page.section("Samples").addAll(samples);
        return page.section("Settings").add(Table.of(settings));
    }

    private boolean isCompared() {
        return !before.isEmpty();
    }

    private static String heading(DataSet set) {
        if (set.role() == Role.OVERALL) return "All sets together";
        return set.name()
                + (set.role().forgets() ? ", to be forgotten" : set.role().keeps() ? ", to be kept" : "");
    }

    private Table table(DataSet set, Map<String, Measurement> named) {
        List<String> header = new ArrayList<>(List.of("measurement", "better"));
        header.addAll(isCompared() ? List.of("before", "now", "change") : List.of("value"));
        List<List<Cell>> rows = new ArrayList<>();
        named.forEach((name, now) -> {
            List<Cell> cells = new ArrayList<>(List.of(Cell.text(name), Cell.text(word(now.better()))));
            if (isCompared()) {
                Measurement then = before.of(set, name).orElseGet(() -> Change.missing(now));
                cells.addAll(List.of(Cell.of(then), Cell.of(now), Cell.number(difference(then, now))));
            } else {
                cells.add(Cell.of(now));
            }
            rows.add(cells);
        });
        return new Table(header, rows);
    }

    private static String word(Direction better) {
        return better == Direction.NEITHER ? "" : better.name().toLowerCase(Locale.ROOT);
    }

    /** In points of percent, in the measurement's own unit, or as a multiple. */
    private static String difference(Measurement then, Measurement now) {
        double by = now.value() - then.value();
        if (!Double.isFinite(by)) return "–";
        return switch (now.kind()) {
            case SHARE -> String.format(Locale.ROOT, "%+.1f points", 100 * by);
            case PLAIN -> String.format(Locale.ROOT, "%+.3g", by);
            case RATIO -> String.format(Locale.ROOT, "× %.3g", now.value() / then.value());
        };
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        measured.bySet()
                .forEach((set, named) -> named.forEach((name, now) -> before.of(set, name)
                        .ifPresent(then -> changes.add(
                                new Change(name + ", " + set.name(), part(set, then), then, now, then.chance())))));
        return changes;
    }

    /** Whether the measurement is of the concept or of the rest: that is kept which is better far from chance. */
    private static Role part(DataSet set, Measurement then) {
        boolean kept = then.better() == Direction.HIGHER ? then.value() > then.chance() : then.value() < then.chance();
        return set.role().forgets() && kept ? Role.NATURAL : set.role();
    }
}
