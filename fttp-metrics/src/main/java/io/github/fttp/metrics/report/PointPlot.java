package io.github.fttp.metrics.report;

import static io.github.fttp.metrics.report.Svg.LEFT;
import static io.github.fttp.metrics.report.Svg.ROW;
import static io.github.fttp.metrics.report.Svg.TOP;
import static io.github.fttp.metrics.report.Svg.WIDTH;
import static io.github.fttp.metrics.report.Svg.number;

import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Numbered points with intervals in both directions, with their names below; both axes go from 0 to 1, from -1 at the least
 * where values are below 0. A point that is not finite stands in the legend alone; where several lie on each other, the later are
 * drawn beside their place, with a line to it.
 *
 * @param title above the plot
 * @param xLabel of the horizontal axis
 * @param yLabel of the vertical axis
 * @param points in the order of the legend
 */
public record PointPlot(String title, String xLabel, String yLabel, List<Point> points) implements Plot {
    private static final int SIDE = WIDTH - LEFT - 12;
    private static final int HEIGHT = 330;
    private static final int HIGHEST = TOP + 8;
    private static final int BOTTOM = HIGHEST + HEIGHT;
    private static final int LEGEND = BOTTOM + 62;
    private static final int COLUMN = WIDTH / 2;
    private static final int RADIUS = 8;
    /** Rings around a point on which its mark is placed where others lie on it. */
    private static final int RINGS = 20;

    /**
     * A point and how sure it is.
     *
     * @param emphasised drawn in another colour
     */
    public record Point(String name, Interval x, Interval y, boolean emphasised) {
        private boolean isFinite() {
            return Double.isFinite(x.value()) && Double.isFinite(y.value());
        }

        private String colour() {
            return emphasised ? "#D55E00" : "#0072B2";
        }
    }

    @Override
    public String svg() {
        int rows = (points.size() + 1) / 2;
        Svg svg = new Svg(LEGEND + ROW * (rows - 1) + 12, title);
        Field field = new Field(Axis.of(shown(), Point::x), Axis.of(shown(), Point::y));
        for (double value : field.across().ticks()) {
            svg.grid(field.x(value), BOTTOM, field.x(value), HIGHEST);
            svg.text(field.x(value), BOTTOM + RADIUS + 13, "middle", number(value));
        }
        for (double value : field.up().ticks()) {
            svg.grid(LEFT, field.y(value), LEFT + SIDE, field.y(value));
            svg.text(LEFT - RADIUS - 4, field.y(value) + 4, "end", number(value));
        }
        svg.text(LEFT + SIDE / 2.0, BOTTOM + 38, "middle", xLabel)
                .add("<text transform=\"translate(14 %s) rotate(-90)\" text-anchor=\"middle\">%s</text>"
                        .formatted(number((BOTTOM + HIGHEST) / 2.0), Html.escape(yLabel)));
        shown().forEach(point -> spans(svg, field, point));
        List<Place> taken = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            if (point.isFinite()) {
                Place itself = field.place(point);
                Place place = itself.free(taken);
                taken.add(place);
                svg.line(itself.x(), itself.y(), place.x(), place.y(), stroke(point));
                mark(svg, place.x(), place.y(), point, i + 1);
            }
            double left = COLUMN * (i / rows);
            double row = LEGEND + ROW * (i % rows);
            mark(svg, left + 9, row - 4, point, i + 1);
            svg.text(left + 23, row, "start", point.name());
        }
        return svg.end();
    }

    private List<Point> shown() {
        return points.stream().filter(Point::isFinite).toList();
    }

    /**
     * Where an axis begins; it ends at 1.
     *
     * @param fifths below 0, at most 5
     */
    private record Axis(int fifths) {
        static Axis of(List<Point> points, Function<Point, Interval> of) {
            double least = points.stream()
                    .map(of)
                    .flatMapToDouble(each -> DoubleStream.of(each.value(), each.low()))
                    .filter(Double::isFinite)
                    .min()
                    .orElse(0);
            return new Axis((int) Math.ceil(5 * Math.max(0, Math.min(1, -least))));
        }

        double[] ticks() {
            return IntStream.rangeClosed(-fifths, 5).mapToDouble(i -> i / 5.0).toArray();
        }

        /** Gives which share of the axis lies below a value. */
        double below(double value) {
            double low = -fifths / 5.0;
            return Math.max(0, Math.min(1, (value - low) / (1 - low)));
        }
    }

    private record Field(Axis across, Axis up) {
        double x(double value) {
            return LEFT + SIDE * across.below(value);
        }

        double y(double value) {
            return BOTTOM - HEIGHT * up.below(value);
        }

        Place place(Point point) {
            return new Place(x(point.x().value()), y(point.y().value()));
        }
    }

    private static void spans(Svg svg, Field field, Point point) {
        String stroke = stroke(point);
        Place itself = field.place(point);
        if (Double.isFinite(point.x().low()))
            svg.line(field.x(point.x().low()), itself.y(), field.x(point.x().high()), itself.y(), stroke);
        if (Double.isFinite(point.y().low()))
            svg.line(
                    itself.x(),
                    field.y(point.y().low()),
                    itself.x(),
                    field.y(point.y().high()),
                    stroke);
    }

    private static String stroke(Point point) {
        return "stroke=\"%s\" stroke-opacity=\".45\" stroke-width=\"2\"".formatted(point.colour());
    }

    private record Place(double x, double y) {
        private boolean isFree(List<Place> taken) {
            return taken.stream().noneMatch(other -> Math.hypot(x - other.x, y - other.y) < 2 * RADIUS);
        }

        private boolean isInside() {
            return x >= LEFT && x <= LEFT + SIDE && y >= HIGHEST && y <= BOTTOM;
        }

        /** The point itself, or the nearest place around it where a mark hides no other. */
        private Place free(List<Place> taken) {
            if (isFree(taken)) return this;
            for (int ring = 1; ring <= RINGS; ring++) {
                for (int i = 0; i < 8 * ring; i++) {
                    double angle = Math.PI * i / (4 * ring);
                    double distance = (2 * RADIUS + 1) * ring;
                    Place place = new Place(x + distance * Math.cos(angle), y + distance * Math.sin(angle));
                    if (place.isInside() && place.isFree(taken)) return place;
                }
            }
            return this;
        }
    }

    private static void mark(Svg svg, double x, double y, Point point, int number) {
        svg.add("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\"/>"
                        .formatted(number(x), number(y), RADIUS, point.colour()))
                .add("<text x=\"%s\" y=\"%s\" text-anchor=\"middle\" fill=\"#fff\" font-size=\"10\">%s</text>"
                        .formatted(number(x), number(y + 3.5), number));
    }
}
