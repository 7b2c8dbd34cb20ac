package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.LinePlot;
import io.github.fttp.metrics.report.ReportPage;
import io.github.fttp.metrics.report.Table;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The part of a report on requests to forget that came one after the other. */
final class SequenceSection {
    private static final String NOTE =
            "Each request was followed on the model that the one before left. After each, how far all concepts that were asked for so"
                    + " far are gone, and how much is left of the others: means over concepts, with their 95 % intervals. Requests"
                    + " are the concepts that are reported, and behind them other characters of the drawn world, whom the"
                    + " comparison asks nothing about. Settings were chosen on none of them.";

    private SequenceSection() {}

    static void addTo(ReportPage page, String in, List<Stage> stages) {
        page.section(in + ": requests one after the other")
                .plots(List.of(
                        plot("Forgotten of all so far", stages, Stage::forgotten),
                        plot("Kept of the others", stages, Stage::left)))
                .add(table(stages))
                .note(NOTE);
    }

    private static Map<String, List<Stage>> byMethod(List<Stage> stages) {
        return stages.stream().collect(Collectors.groupingBy(Stage::name, LinkedHashMap::new, Collectors.toList()));
    }

    private static LinePlot plot(String title, List<Stage> stages, Function<Stage, Interval> value) {
        List<LinePlot.Series> lines = new ArrayList<>();
        byMethod(stages)
                .forEach((name, of) -> lines.add(new LinePlot.Series(
                        name,
                        values(of, Stage::number),
                        values(of, each -> value.apply(each).value()),
                        values(of, each -> value.apply(each).low()),
                        values(of, each -> value.apply(each).high()))));
        return new LinePlot(title, "requests", lines, true);
    }

    private static double[] values(List<Stage> stages, ToDoubleFunction<Stage> value) {
        return stages.stream().mapToDouble(value).toArray();
    }

    private static Table table(List<Stage> stages) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Stage each : stages) {
            rows.add(List.of(
                    Cell.text(each.name()),
                    Cell.text(each.number() + ", " + each.concept()),
                    Cell.of(new Measurement(each.forgotten(), Kind.SHARE, Direction.HIGHER)),
                    Cell.of(new Measurement(each.left(), Kind.SHARE, Direction.HIGHER))));
        }
        return new Table(List.of("method", "request", "all so far forgotten", "others kept"), rows);
    }
}
