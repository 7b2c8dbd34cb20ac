package io.github.fttp.metrics.report;

import static io.github.fttp.metrics.report.Svg.LEFT;
import static io.github.fttp.metrics.report.Svg.ROW;
import static io.github.fttp.metrics.report.Svg.TOP;
import static io.github.fttp.metrics.report.Svg.WIDTH;
import static io.github.fttp.metrics.report.Svg.number;

import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbered points with intervals in both directions, with their names below; both axes go from 0 to 1. A point that is not
 * finite stands in the legend alone; where several lie on each other, the later are drawn beside their place, with a line to it.
 *
 * @param title above the plot
 * @param xLabel of the horizontal axis
 * @param yLabel of the vertical axis
 * @param points in the order of the legend
 */
public record PointPlot(String title, String xLabel, String yLabel, List<Point> points) implements Plot {
    private static final int SIDE = WIDTH - LEFT - 12;
    private static final int HEIGHT = 330;
    private static final int LEGEND = TOP + HEIGHT + 70;
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
        for (int i = 0; i <= 5; i++) {
            double share = i / 5.0;
            svg.grid(x(0), y(share), x(1), y(share)).grid(x(share), y(0), x(share), y(1));
            svg.text(LEFT - RADIUS - 4, y(share) + 4, "end", number(share))
                    .text(x(share), y(0) + RADIUS + 13, "middle", number(share));
        }
        svg.text(x(0.5), y(0) + 38, "middle", xLabel)
                .add("<text transform=\"translate(14 %s) rotate(-90)\" text-anchor=\"middle\">%s</text>"
                        .formatted(number(y(0.5)), Html.escape(yLabel)));
        points.stream().filter(Point::isFinite).forEach(point -> spans(svg, point));
        List<Place> taken = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            if (point.isFinite()) {
                Place place = free(x(point.x().value()), y(point.y().value()), taken);
                taken.add(place);
                svg.line(x(point.x().value()), y(point.y().value()), place.x(), place.y(), stroke(point));
                mark(svg, place.x(), place.y(), point, i + 1);
            }
            double left = COLUMN * (i / rows);
            double row = LEGEND + ROW * (i % rows);
            mark(svg, left + 9, row - 4, point, i + 1);
            svg.text(left + 23, row, "start", point.name());
        }
        return svg.end();
    }

    private static void spans(Svg svg, Point point) {
        String stroke = stroke(point);
        double px = x(point.x().value());
        double py = y(point.y().value());
        if (Double.isFinite(point.x().low()))
            svg.line(x(point.x().low()), py, x(point.x().high()), py, stroke);
        if (Double.isFinite(point.y().low()))
            svg.line(px, y(point.y().low()), px, y(point.y().high()), stroke);
    }

    private static String stroke(Point point) {
        return "stroke=\"%s\" stroke-opacity=\".45\" stroke-width=\"2\"".formatted(point.colour());
    }

    private record Place(double x, double y) {
        private boolean isFree(List<Place> taken) {
            return taken.stream().noneMatch(other -> Math.hypot(x - other.x, y - other.y) < 2 * RADIUS);
        }

        private boolean isInside() {
            return x >= PointPlot.x(0) && x <= PointPlot.x(1) && y >= PointPlot.y(1) && y <= PointPlot.y(0);
        }
    }

    /** The point itself, or the nearest place around it where a mark hides no other. */
    private static Place free(double x, double y, List<Place> taken) {
        Place itself = new Place(x, y);
        if (itself.isFree(taken)) return itself;
        for (int ring = 1; ring <= RINGS; ring++) {
            for (int i = 0; i < 8 * ring; i++) {
                double angle = Math.PI * i / (4 * ring);
                double distance = (2 * RADIUS + 1) * ring;
                Place place = new Place(x + distance * Math.cos(angle), y + distance * Math.sin(angle));
                if (place.isInside() && place.isFree(taken)) return place;
            }
        }
        return itself;
    }

    private static void mark(Svg svg, double x, double y, Point point, int number) {
        svg.add("<circle cx=\"%s\" cy=\"%s\" r=\"%d\" fill=\"%s\"/>"
                        .formatted(number(x), number(y), RADIUS, point.colour()))
                .add("<text x=\"%s\" y=\"%s\" text-anchor=\"middle\" fill=\"#fff\" font-size=\"10\">%d</text>"
                        .formatted(number(x), number(y + 3.5), number));
    }

    private static double x(double share) {
        return LEFT + SIDE * Math.max(0, Math.min(1, share));
    }

    private static double y(double share) {
        return TOP + 8 + HEIGHT * (1 - Math.max(0, Math.min(1, share)));
    }
}
