package io.github.fttp.metrics.report;

import static io.github.fttp.metrics.report.Svg.ROW;
import static io.github.fttp.metrics.report.Svg.TOP;
import static io.github.fttp.metrics.report.Svg.WIDTH;
import static io.github.fttp.metrics.report.Svg.number;

import io.github.fttp.metrics.statistics.Interval;
import java.util.Comparator;
import java.util.List;

/**
 * Shares with their intervals, a row each under its name, the largest first. What lies outside of 0 to 1 is drawn at the edge;
 * what is not finite is left out.
 *
 * @param title above the plot
 * @param label of the axis
 */
record RankedPlot(String title, String label, List<Entry> entries) implements Plot {
    private static final int NAMES = 150;
    private static final String COLOUR = "#D55E00";

    /** A row. */
    public record Entry(String name, Interval share) {}

    public RankedPlot {
        entries = entries.stream()
                .filter(each -> Double.isFinite(each.share().value()))
                .sorted(Comparator.comparingDouble((Entry each) -> each.share().value())
                        .reversed())
                .toList();
    }

    @Override
    public String svg() {
        int bottom = TOP + ROW * entries.size() + 6;
        Svg svg = new Svg(bottom + 40, title);
        for (int i = 0; i <= 4; i++) {
            double share = i / 4.0;
            svg.grid(x(share), TOP, x(share), bottom);
            svg.text(x(share), bottom + 15, "middle", Math.round(100 * share) + "%");
        }
        svg.text(x(0.5), bottom + 33, "middle", label);
        for (int i = 0; i < entries.size(); i++) {
            Interval share = entries.get(i).share();
            double y = TOP + ROW * (i + 0.5) + 3;
            svg.text(NAMES - 8, y + 4, "end", entries.get(i).name());
            svg.line(x(0), y, x(share.value()), y, stroke(6, ".35"));
            if (Double.isFinite(share.low())) svg.line(x(share.low()), y, x(share.high()), y, stroke(2, "1"));
            svg.add("<circle cx=\"%s\" cy=\"%s\" r=\"4\" fill=\"%s\"/>"
                    .formatted(number(x(share.value())), number(y), COLOUR));
        }
        return svg.end();
    }

    private static String stroke(int width, String opacity) {
        return "stroke=\"%s\" stroke-width=\"%s\" stroke-opacity=\"%s\"".formatted(COLOUR, width, opacity);
    }

    private static double x(double share) {
        return NAMES + (WIDTH - NAMES - 20) * Math.max(0, Math.min(1, share));
    }
}
