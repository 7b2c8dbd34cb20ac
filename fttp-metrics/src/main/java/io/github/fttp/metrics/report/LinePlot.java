package io.github.fttp.metrics.report;

import io.github.fttp.core.train.RunLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line plot as SVG that takes its text colour from the page around it.
 *
 * @param title above the plot
 * @param xLabel what the horizontal axis counts
 * @param series in the order of the legend; points that are not finite are left out
 */
public record LinePlot(String title, String xLabel, List<Series> series) {
    private static final int WIDTH = 700;
    private static final int HEIGHT = 300;
    private static final int LEFT = 56;
    private static final int RIGHT = 210;
    private static final int TOP = 30;
    private static final int BOTTOM = 40;
    /** Told apart by colour-blind eyes too (Okabe and Ito). */
    private static final String[] COLOURS = {"#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};

    /** One line: equally many {@code x} and {@code y}. */
    public record Series(String name, double[] x, double[] y) {
        /** A curve of a run's log. */
        public static Series of(String name, RunLog.Curve curve) {
            return new Series(name, curve.steps(), curve.values());
        }
    }

    /** The plot as an {@code <svg>} element. */
    public String svg() {
        Range xs = range(Series::x);
        Range ys = range(Series::y);
        StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
                .formatted(WIDTH, HEIGHT, Html.escape(title)));
        text(svg, LEFT, 18, "start", "title", title);
        for (double tick : ys.ticks()) {
            double y = y(ys, tick);
            line(svg, LEFT, y, WIDTH - RIGHT, y, "grid");
            text(svg, LEFT - 6, y + 4, "end", "tick", label(tick));
        }
        for (double tick : xs.ticks()) text(svg, x(xs, tick), HEIGHT - BOTTOM + 16, "middle", "tick", label(tick));
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", "tick", xLabel);
        for (int i = 0; i < series.size(); i++) {
            String colour = COLOURS[i % COLOURS.length];
            svg.append(path(series.get(i), xs, ys, colour));
            double y = TOP + 14 + 18 * i;
            svg.append("<rect x=\"%d\" y=\"%s\" width=\"12\" height=\"4\" fill=\"%s\"/>"
                    .formatted(WIDTH - RIGHT + 10, number(y - 6), colour));
            text(svg, WIDTH - RIGHT + 28, y, "start", "tick", series.get(i).name());
        }
        return svg.append("</svg>").toString();
    }

    private static String path(Series line, Range xs, Range ys, String colour) {
        StringBuilder d = new StringBuilder();
        for (int i = 0; i < line.x().length; i++) {
            if (!Double.isFinite(line.y()[i])) continue;
            d.append(d.isEmpty() ? 'M' : 'L')
                    .append(number(x(xs, line.x()[i])))
                    .append(' ')
                    .append(number(y(ys, line.y()[i])));
        }
        return "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>".formatted(d, colour);
    }

    private static double x(Range range, double value) {
        return LEFT + (WIDTH - RIGHT - LEFT) * range.fraction(value);
    }

    private static double y(Range range, double value) {
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * range.fraction(value);
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2, String css) {
        svg.append("<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                .formatted(css, number(x1), number(y1), number(x2), number(y2)));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String css, String text) {
        svg.append("<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
                .formatted(css, number(x), number(y), anchor, Html.escape(text)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String label(double value) {
        String[] parts = String.format(Locale.ROOT, "%.4g", value).split("e");
        String plain = parts[0].contains(".") ? parts[0].replaceAll("\\.?0+$", "") : parts[0];
        return parts.length == 1 ? plain : plain + "e" + Integer.parseInt(parts[1]);
    }

    private Range range(java.util.function.Function<Series, double[]> of) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (Series line : series) {
            for (double value : of.apply(line)) {
                if (!Double.isFinite(value)) continue;
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        if (min > max) return new Range(0, 1);
        return max > min ? new Range(min, max) : new Range(min - 0.5, max + 0.5);
    }

    private record Range(double min, double max) {
        double fraction(double value) {
            return (value - min) / (max - min);
        }

        /** Multiples of 1, 2 or 5 times a power of ten, four to nine of them. */
        List<Double> ticks() {
            double raw = (max - min) / 5;
            double power = Math.pow(10, Math.floor(Math.log10(raw)));
            double step = raw / power < 2 ? power : raw / power < 5 ? 2 * power : 5 * power;
            List<Double> ticks = new ArrayList<>();
            for (long i = (long) Math.ceil(min / step); i * step <= max + 1e-9 * step; i++) ticks.add(i * step);
            return ticks;
        }
    }
}
