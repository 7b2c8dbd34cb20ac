package io.github.fttp.metrics.report;

import java.util.List;
import java.util.Locale;

/**
 * Named points with intervals in both directions, as SVG that takes its text colour from the page around it; both axes go
 * from 0 to 1. A point that is not finite stands in the legend alone.
 *
 * @param title above the plot
 * @param xLabel of the horizontal axis
 * @param yLabel of the vertical axis
 * @param points in the order of the legend, which is below
 */
public record PointPlot(String title, String xLabel, String yLabel, List<Point> points) {
    private static final int WIDTH = 640;
    private static final int LEFT = 50;
    private static final int SIDE = 380;
    private static final int TOP = 30;
    private static final int ROW = 17;

    /** A value with the ends of its interval; NaN for none. */
    public record Span(double value, double low, double high) {}

    /** @param emphasised drawn in another colour */
    public record Point(String name, Span x, Span y, boolean emphasised) {}

    /** The plot as an {@code <svg>} element. */
    public String svg() {
        int height = Math.max(TOP + SIDE + 44, TOP + ROW * (points.size() + 1));
        StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
                .formatted(WIDTH, height, Html.escape(title)));
        text(svg, LEFT, 18, "start", "title", title);
        for (int i = 0; i <= 5; i++) {
            double share = i / 5.0;
            line(svg, x(0), y(share), x(1), y(share), "class=\"grid\"");
            line(svg, x(share), y(0), x(share), y(1), "class=\"grid\"");
            text(svg, LEFT - 6, y(share) + 4, "end", "tick", number(share));
            text(svg, x(share), y(0) + 16, "middle", "tick", number(share));
        }
        text(svg, LEFT + SIDE / 2.0, y(0) + 34, "middle", "tick", xLabel);
        svg.append("<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>"
                .formatted(TOP + SIDE / 2, Html.escape(yLabel)));
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            String colour = point.emphasised() ? "#D55E00" : "#0072B2";
            String stroke = "stroke=\"%s\" stroke-opacity=\".45\" stroke-width=\"2\"".formatted(colour);
            double row = TOP + ROW * (i + 0.7);
            mark(svg, LEFT + SIDE + 24, row - 4, colour, i + 1);
            text(svg, LEFT + SIDE + 38, row, "start", "tick", point.name());
            if (!Double.isFinite(point.x().value())
                    || !Double.isFinite(point.y().value())) continue;
            double px = x(point.x().value());
            double py = y(point.y().value());
            if (Double.isFinite(point.x().low()))
                line(svg, x(point.x().low()), py, x(point.x().high()), py, stroke);
            if (Double.isFinite(point.y().low()))
                line(svg, px, y(point.y().low()), px, y(point.y().high()), stroke);
            mark(svg, px, py, colour, i + 1);
        }
        return svg.append("</svg>").toString();
    }

    private static void mark(StringBuilder svg, double x, double y, String colour, int number) {
        svg.append("<circle cx=\"%s\" cy=\"%s\" r=\"8\" fill=\"%s\"/>".formatted(number(x), number(y), colour));
        svg.append("<text x=\"%s\" y=\"%s\" text-anchor=\"middle\" style=\"fill:#fff;font-size:10px\">%d</text>"
                .formatted(number(x), number(y + 3.5), number));
    }

    private static double x(double share) {
        return LEFT + SIDE * Math.max(0, Math.min(1, share));
    }

    private static double y(double share) {
        return TOP + SIDE * (1 - Math.max(0, Math.min(1, share)));
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2, String attributes) {
        svg.append("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" %s/>"
                .formatted(number(x1), number(y1), number(x2), number(y2), attributes));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String css, String text) {
        svg.append("<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
                .formatted(css, number(x), number(y), anchor, Html.escape(text)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
