package io.github.fttp.metrics.report;

import static io.github.fttp.metrics.report.Svg.LEFT;
import static io.github.fttp.metrics.report.Svg.ROW;
import static io.github.fttp.metrics.report.Svg.TOP;
import static io.github.fttp.metrics.report.Svg.WIDTH;
import static io.github.fttp.metrics.report.Svg.number;

import io.github.fttp.core.train.RunLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Lines over a horizontal axis, with their names below.
 *
 * @param title above the plot
 * @param xLabel what the horizontal axis counts
 * @param series in the order of the legend; points that are not finite are left out
 * @param fromZero whether the vertical axis begins at 0, as it must where lines are shares of something
 */
public record LinePlot(String title, String xLabel, List<Series> series, boolean fromZero) implements Plot {
    private static final int BOTTOM = TOP + 220;
    private static final int RIGHT = WIDTH - 12;
    private static final int LEGEND = BOTTOM + 56;
    /** Told apart by colour-blind eyes too (Okabe and Ito). */
    private static final String[] COLOURS = {"#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};

    /** Lines over an axis that begins at the least of them. */
    public LinePlot(String title, String xLabel, List<Series> series) {
        this(title, xLabel, series, false);
    }

    /**
     * One line: equally many of each.
     *
     * @param low the lower edge of a band around it; NaN where there is none
     * @param high the upper edge
     */
    public record Series(String name, double[] x, double[] y, double[] low, double[] high) {
        /** A line without a band. */
        public Series(String name, double[] x, double[] y) {
            this(name, x, y, without(x.length), without(x.length));
        }

        private static double[] without(int points) {
            double[] none = new double[points];
            Arrays.fill(none, Double.NaN);
            return none;
        }

        /** Gives this curve with a band between two others of its steps. */
        public Series within(RunLog.Curve lower, RunLog.Curve upper) {
            return new Series(name, x, y, lower.values(), upper.values());
        }

        /** A curve of a run's log. */
        public static Series of(String name, RunLog.Curve curve) {
            return new Series(name, curve.steps(), curve.values());
        }

        private boolean isEmpty() {
            for (double value : y) if (Double.isFinite(value)) return false;
            return true;
        }
    }

    /** Whether no line has a point. */
    public boolean isEmpty() {
        return series.stream().allMatch(Series::isEmpty);
    }

    @Override
    public String svg() {
        Range xs = range(List.of(Series::x));
        Range all = range(List.of(Series::y, Series::low, Series::high));
        Range ys = fromZero ? new Range(Math.min(0, all.min()), all.max()) : all;
        Svg svg = new Svg(LEGEND + ROW * (series.size() - 1) + 10, title);
        for (double tick : ys.ticks()) {
            double y = y(ys, tick);
            svg.grid(LEFT, y, RIGHT, y).text(LEFT - 6, y + 4, "end", label(tick));
        }
        for (double tick : xs.ticks()) svg.text(x(xs, tick), BOTTOM + 16, "middle", label(tick));
        svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 34, "middle", xLabel);
        for (int i = 0; i < series.size(); i++) {
            String colour = COLOURS[i % COLOURS.length];
            double y = LEGEND + ROW * i;
            svg.add(band(series.get(i), xs, ys, colour))
                    .add(path(series.get(i), xs, ys, colour))
                    .add("<rect x=\"%s\" y=\"%s\" width=\"14\" height=\"4\" fill=\"%s\"/>"
                            .formatted(LEFT, number(y - 6), colour))
                    .text(LEFT + 20, y, "start", series.get(i).name());
        }
        return svg.end();
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

    /** Along the upper edge and back along the lower one, where there are both. */
    private static String band(Series line, Range xs, Range ys, String colour) {
        StringBuilder there = new StringBuilder();
        StringBuilder back = new StringBuilder();
        for (int i = 0; i < line.x().length; i++) {
            if (!Double.isFinite(line.low()[i]) || !Double.isFinite(line.high()[i])) continue;
            String x = number(x(xs, line.x()[i]));
            there.append(x).append(',').append(number(y(ys, line.high()[i]))).append(' ');
            back.insert(0, x + "," + number(y(ys, line.low()[i])) + " ");
        }
        if (there.isEmpty()) return "";
        return "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\".15\"/>"
                .formatted((there.toString() + back).strip(), colour);
    }

    private static double x(Range range, double value) {
        return LEFT + (RIGHT - LEFT) * range.fraction(value);
    }

    private static double y(Range range, double value) {
        return BOTTOM - (BOTTOM - TOP) * range.fraction(value);
    }

    private static String label(double value) {
        String[] parts = String.format(Locale.ROOT, "%.4g", value).split("e");
        String plain = parts[0].contains(".") ? parts[0].replaceAll("\\.?0+$", "") : parts[0];
        return parts.length == 1 ? plain : plain + "e" + Integer.parseInt(parts[1]);
    }

    private Range range(List<Function<Series, double[]>> of) {
        double[] values = series.stream()
                .flatMapToDouble(line -> of.stream().flatMapToDouble(each -> Arrays.stream(each.apply(line))))
                .filter(Double::isFinite)
                .toArray();
        if (values.length == 0) return new Range(0, 1);
        double min = Arrays.stream(values).min().getAsDouble();
        double max = Arrays.stream(values).max().getAsDouble();
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
