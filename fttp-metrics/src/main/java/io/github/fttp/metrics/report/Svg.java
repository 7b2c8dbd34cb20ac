package io.github.fttp.metrics.report;

import java.util.Locale;

/** An SVG file in the making, {@value #WIDTH} wide: narrow enough that its text can be read on a phone. */
final class Svg {
    /** Needed in a file, not within a page. */
    static final String NAMESPACE = " xmlns=\"http://www.w3.org/2000/svg\"";

    static final int WIDTH = 480;
    static final int LEFT = 52;
    static final int TOP = 34;
    static final int ROW = 18;
    /** Size of the title's letters, as long as these are no more than {@link #HEADED}; more are smaller. */
    private static final int HEADING = 14;

    private static final int HEADED = 50;

    private final StringBuilder body = new StringBuilder();

    Svg(int height, String title) {
        body.append(("<svg" + NAMESPACE + " viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\""
                        + " font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"currentColor\">")
                .formatted(WIDTH, height, Html.escape(title)));
        double size = HEADING * Math.min(1, (double) HEADED / title.length());
        body.append("<text x=\"0\" y=\"16\" font-size=\"%s\" font-weight=\"600\">%s</text>"
                .formatted(number(size), Html.escape(title)));
    }

    Svg text(double x, double y, String anchor, String text) {
        return add("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
                .formatted(number(x), number(y), anchor, Html.escape(text)));
    }

    /** A line of the grid behind the data. */
    Svg grid(double x1, double y1, double x2, double y2) {
        return line(x1, y1, x2, y2, "stroke=\"currentColor\" stroke-opacity=\".18\"");
    }

    Svg line(double x1, double y1, double x2, double y2, String attributes) {
        return add("<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" %s/>"
                .formatted(number(x1), number(y1), number(x2), number(y2), attributes));
    }

    Svg add(String element) {
        body.append(element);
        return this;
    }

    String end() {
        return body.append("</svg>").toString();
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
