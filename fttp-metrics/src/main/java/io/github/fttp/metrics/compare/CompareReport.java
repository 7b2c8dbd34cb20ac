package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.LinePlot;
import io.github.fttp.metrics.report.PointPlot;
import io.github.fttp.metrics.report.ReportPage;
import io.github.fttp.metrics.report.Table;
import io.github.fttp.metrics.report.Verdict;
import io.github.fttp.metrics.statistics.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All modalities on one page. */
public final class CompareReport {
    /** Account of how the comparison on the drawn world that ships was made. */
    public static final String ON_CONCEPT_WORLD =
            "Each method was made to forget characters of ConceptWorld, one at a time, from a few images with"
                    + " answers or prompts. Each run was followed on other images of the character, and ended once it was gone"
                    + " there. Then the model was asked about that character and about everybody and everything else, with"
                    + " images and sentences that no model has seen. Figures are means over characters and draws, in brackets their intervals."
                    + Summary.INTERVALS + " Settings were chosen on"
                    + " characters that are not reported, by what is kept where the character is gone, each method with as many"
                    + " trials.";

    /** Note on reading utility at matched forgetting. */
    static final String MATCHED =
            "Gone: in so many runs the concept was gone on data that is not trained on, which ended them."
                    + " Utility is of what is asked in the end; along the runs it is the harmonic mean of natural knowledge and of what"
                    + " is known of others, on the data that they were followed on, between two looks in proportion to what was"
                    + " forgotten, of as many concepts as got there. At an edge: the best setting of those that were tried has the"
                    + " highest or the lowest rate or scale, so that others beyond may be better.";

    /** Note on what ends a run where facts are asked for, too. */
    static final String NAME_ALONE =
            " What ends a run in text is the name alone: facts that remain are the share that is still said"
                    + " when it is asked for by the name.";

    /** Note on what settings were chosen by. */
    private static final String CHOOSING =
            "Settings were chosen on concepts that are not reported. In the drawn world everything that is"
                    + " asked in the end is other samples than chose settings; where concepts of files share a set, half of it chose settings and"
                    + " all of it is reported (with a smaller budget no more than what chose). What runs were followed on is among what settings were chosen by, and not among what is reported.";

    private final ReportPage page;

    public CompareReport(String title) {
        page = ReportPage.titled(title);
    }

    public CompareReport paragraph(String text) {
        page.paragraph(text);
        return this;
    }

    /** Adds what came of requests one after the other in a modality; nothing for none. */
    public CompareReport addSequence(String modality, List<Stage> stages) {
        if (!stages.isEmpty()) SequenceSection.addTo(page, modality, stages);
        return this;
    }

    /** Adds what a modality's runs came to, what they took, and what they ran with. */
    public CompareReport add(Comparison comparison, Summary summary) {
        String in = in(comparison);
        page.summary(in + ": " + verdicts(summary) + ".");
        Map<String, List<Summary.Row>> alike = summary.alike();
        List<LinePlot> curves = new ArrayList<>();
        alike.forEach((trains, rows) -> curves.addAll(Curves.of(trains, rows)));
        if (!curves.isEmpty()) {
            page.section(in + ": knowledge along the runs").plots(curves).note(Curves.NOTE);
        }
        page.section(in + ": what is forgotten and what is kept");
        page.plots(alike.entrySet().stream()
                .map(each -> tradeOff(each.getKey(), each.getValue()))
                .toList());
        alike.forEach((trains, rows) -> page.paragraph("What trains: " + trains).add(overview(summary, rows)));
        page.note(MATCHED + (summary.facts().isEmpty() ? "" : NAME_ALONE))
                .note(CHOOSING)
                .note(Verdict.RULES_OF_MEANS + " " + OverForgetting.RULES);
        if (!summary.differences().isEmpty()) {
            page.section(in + ": FTTP minus plain ascent")
                    .add(differences(summary))
                    .note(Difference.LEGEND);
        }
        page.section(in + ": all measurements");
        alike.forEach((trains, rows) -> page.paragraph("What trains: " + trains).add(table(summary, rows)));
        page.note(Summary.LEGEND);
        AttackSection.addTo(page, in, methods(summary));
        OracleSection.addTo(page, in, summary.rows());
        CollateralSection.addTo(page, in, comparison, methods(summary), besideOthers(summary));
        if (!summary.rows().get(0).runs().get(0).examples().isEmpty()) {
            page.section(in + ": samples").add(examples(comparison, summary));
        }
        CostSection.addTo(page, in, methods(summary));
        page.section(in + ": settings").add(Table.of(settings(comparison, summary)));
        return this;
    }

    /** Adds the runs that could not be made, if there are any, and why. */
    public CompareReport addFailures(Comparison comparison, List<Outcome> failed) {
        if (failed.isEmpty()) return this;
        List<List<Cell>> rows = new ArrayList<>();
        for (Outcome each : failed) {
            Trial trial = each.trial();
            rows.add(List.of(
                    Cell.text(trial.method()),
                    Cell.text(trial.setting().toString()),
                    Cell.text(comparison.environment().conceptName(trial.concept())),
                    Cell.number(String.valueOf(trial.draw())),
                    Cell.text(each.failure())));
        }
        page.section(in(comparison) + ": what failed")
                .add(new Table(List.of("method", "setting", "concept", "draw", "why"), rows));
        return this;
    }

    private static String in(Comparison comparison) {
        String modality = comparison.environment().modality();
        return "In " + (modality.equals("image") ? "images" : modality);
    }

    public void write(Path file) {
        page.write(file);
    }

    /** Which methods came to the same, the best first. */
    private static String verdicts(Summary summary) {
        Map<String, List<String>> methods = new TreeMap<>();
        for (Summary.Row row : methods(summary)) {
            Verdict verdict = verdict(row);
            String order =
                    verdict.forgetting().ordinal() + " " + verdict.keeping().ordinal();
            methods.computeIfAbsent(order + " " + words(verdict), words -> new ArrayList<>())
                    .add(row.name());
        }
        return methods.entrySet().stream()
                .map(each -> String.join("; ", each.getValue()) + " – "
                        + each.getKey().substring(4))
                .collect(Collectors.joining(". "));
    }

    private static List<Summary.Row> methods(Summary summary) {
        return summary.rows().stream().filter(row -> !row.ofUntouched()).toList();
    }

    /** The first FTTP and GA: what became of each other concept is shown of these. */
    private static List<Summary.Row> besideOthers(Summary summary) {
        return Stream.concat(
                        methods(summary).stream().filter(Difference::isFttp).limit(1),
                        methods(summary).stream().filter(Difference::isAscent).limit(1))
                .toList();
    }

    private static Verdict verdict(Summary.Row row) {
        return Verdict.of(row.forgetting().value(), 1 - row.utility().value());
    }

    private static String words(Verdict verdict) {
        return "the concept " + verdict.forgetting().words() + ", "
                + verdict.keeping().words();
    }

    private static Table overview(Summary summary, List<Summary.Row> rows) {
        List<String> header = new ArrayList<>(List.of(
                "method",
                "what trains",
                "verdict",
                "concepts x seeds",
                "settings tried",
                "gone",
                "steps, or strength",
                "forgetting",
                "utility"));
        Summary.FORGOTTEN.forEach(share -> header.add(Summary.keptAt(share)));
        summary.natural().ifPresent(natural -> header.add(Tables.natural(natural)));
        summary.facts().ifPresent(facts -> header.add("facts that remain"));
        header.add(Tables.OVER);
        if (summary.wereAttacked()) header.addAll(List.of(Tables.VERDICT, Tables.RELEARNING));
        header.add("given beside the samples");
        List<List<Cell>> cells = new ArrayList<>();
        for (Summary.Row row : rows) {
            List<Cell> line = new ArrayList<>(List.of(
                    Cell.text(row.label()),
                    Cell.text(row.changed()),
                    Cell.text(words(verdict(row))),
                    Cell.number(row.size()),
                    Cell.number(row.tries()),
                    Cell.number(row.reached() + " of " + row.runs().size()),
                    Cell.number(row.ended()),
                    Cell.of(share(row.forgetting())),
                    Cell.of(share(row.utility()))));
            row.keptAt().forEach(kept -> line.add(Cell.of(share(kept.interval()), false, kept.fewer())));
            int at = summary.rows().indexOf(row);
            summary.natural()
                    .ifPresent(natural -> line.add(
                            Cell.of(new Measurement(natural.get(at), Measurement.Kind.PLAIN, Direction.HIGHER))));
            summary.facts()
                    .ifPresent(facts -> line.add(Cell.of(
                            share(facts.get(at).interval()),
                            false,
                            facts.get(at).fewer())));
            line.add(Cell.text(row.overForgetting().toString()));
            if (summary.wereAttacked()) {
                line.add(Cell.text(Tables.verdict(row)));
                line.add(Cell.number(row.attacked().relearnt().toString()));
            }
            line.add(Cell.text(row.given()));
            cells.add(line);
        }
        return new Table(header, cells);
    }

    private static Measurement share(Interval interval) {
        return new Measurement(interval, Measurement.Kind.SHARE, Direction.HIGHER);
    }

    private static PointPlot tradeOff(String trains, List<Summary.Row> rows) {
        return new PointPlot(
                "Forgetting against utility: " + trains,
                "forgetting",
                "utility",
                rows.stream()
                        .map(row -> new PointPlot.Point(
                                row.name(), row.forgetting(), row.utility(), Difference.isFttp(row)))
                        .toList());
    }

    private static Table differences(Summary summary) {
        List<String> header = new ArrayList<>(List.of("difference", "what trains", "pairs"));
        header.addAll(summary.differences().get(0).figures().keySet());
        List<List<Cell>> rows = new ArrayList<>();
        for (Difference each : summary.differences()) {
            List<Cell> cells = new ArrayList<>(List.of(
                    Cell.text(each.name()), Cell.text(each.changed()), Cell.number(each.pairs() + " of " + each.of())));
            each.figures().values().forEach(measured -> cells.add(Cell.of(measured)));
            rows.add(cells);
        }
        return new Table(header, rows);
    }

    private static Table table(Summary summary, List<Summary.Row> alike) {
        List<String> header = new ArrayList<>(List.of("method"));
        header.addAll(summary.headings());
        List<List<Cell>> rows = new ArrayList<>();
        List<Cell> goals = new ArrayList<>(List.of(Cell.text("goal")));
        summary.goals().forEach(goal -> goals.add(Cell.text(goal)));
        rows.add(goals);
        List<Summary.Row> all = new ArrayList<>(alike);
        all.add(0, summary.rows().get(0));
        for (Summary.Row row : all) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.text(row.label())));
            for (int i = 0; i < header.size() - 1; i++) {
                RunMean mean = row.means().get(i);
                Measurement measured = new Measurement(
                        mean.interval(), summary.columns().get(i).kind(), Direction.NEITHER);
                cells.add(Cell.of(measured, summary.reached(row, i), mean.fewer()));
            }
            rows.add(cells);
        }
        return new Table(header, rows);
    }

    /** Shows what each method's first run says or draws of the first concept. */
    private static Table examples(Comparison comparison, Summary summary) {
        String concept = comparison.reported().get(0);
        Outcome before = summary.rows().get(0).runs().get(0);
        List<String> header = new ArrayList<>(List.of(comparison.environment().conceptName(concept)));
        before.examples().forEach(example -> header.add(example.asked()));
        List<List<Cell>> rows = new ArrayList<>();
        List<Cell> images = new ArrayList<>(List.of(Cell.text("")));
        before.examples().forEach(example -> images.add(image(example)));
        boolean drawn =
                before.examples().stream().allMatch(example -> example.answer().isEmpty());
        boolean shown =
                before.examples().stream().anyMatch(example -> !example.image().isEmpty());
        if (!drawn && shown) rows.add(images);
        for (Summary.Row row : summary.rows()) {
            Outcome first = row.runs().get(0);
            List<Cell> cells = new ArrayList<>(List.of(Cell.text(row.label())));
            for (Outcome.Example example : first.examples()) {
                cells.add(drawn ? image(example) : Cell.text(example.answer()));
            }
            while (cells.size() < header.size()) cells.add(Cell.text("")); // a run that diverged has no examples
            rows.add(cells);
        }
        return new Table(header, rows);
    }

    private static Cell image(Outcome.Example example) {
        if (example.image().isEmpty()) return Cell.text("");
        return Cell.png(Base64.getDecoder().decode(example.image()), example.asked());
    }

    private static Map<String, Object> settings(Comparison comparison, Summary summary) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put(
                "concepts",
                comparison.reported().stream()
                        .map(comparison.environment()::conceptName)
                        .collect(Collectors.joining(", ")));
        settings.put("draws", comparison.draws());
        for (ComparedMethod method : comparison.methods()) {
            Summary.Row row = summary.rows().stream()
                    .filter(each -> each.name().equals(method.name()))
                    .findFirst()
                    .orElseThrow();
            Setting chosen = row.setting();
            settings.put(
                    method.name(),
                    method.how() + "; "
                            + (row.tried() == 1
                                    ? chosen + ", the only one"
                                    : "chosen " + chosen + " of " + row.tried() + " that were tried, a grid of "
                                            + method.grid().size() + " to begin with"
                                            + (row.onEdge() ? ", at an edge of them" : "")));
        }
        return settings;
    }
}
