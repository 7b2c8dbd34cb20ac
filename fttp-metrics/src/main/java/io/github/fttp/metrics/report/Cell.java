package io.github.fttp.metrics.report;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.metrics.Measurement;
import java.util.Base64;
import java.util.Locale;

/** A cell of a {@link Table}. */
public final class Cell {
    /** Longer words need room of their own, and may be broken anywhere: paths, digests. */
    private static final int LONG = 32;

    private static final String NUMBER = "n";

    private final String kind;
    private final String html;

    private Cell(String kind, String html) {
        this.kind = kind;
        this.html = html;
    }

    /** Words. */
    public static Cell text(String text) {
        return new Cell(text.length() > LONG ? "long" : "", Html.escape(text));
    }

    /** A number as text, to the right. */
    public static Cell number(String text) {
        return new Cell(NUMBER, Html.escape(text));
    }

    /** A number of four digits; a dash for NaN. */
    public static Cell number(double value) {
        return number(Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4g", value));
    }

    /** A measurement, with its interval and sample size below; a dash where nothing was measured. */
    public static Cell of(Measurement measurement) {
        return of(measurement, false, "");
    }

    /**
     * Writes it with a star where it reaches what is aimed at.
     *
     * @param note behind the sample size; may be empty
     */
    public static Cell of(Measurement measurement, boolean reached, String note) {
        if (Double.isNaN(measurement.value())) return number(Double.NaN);
        String size = measurement.samples() > 0 ? "n " + String.format(Locale.ROOT, "%,d", measurement.samples()) : "";
        String of = note.isEmpty() ? size : (size + ", " + note);
        String below = (measurement.ends() + " " + of).strip();
        return new Cell(
                NUMBER,
                Html.escape(measurement.number())
                        + (reached ? " *" : "")
                        + (below.isEmpty() ? "" : "<small>" + Html.escape(below) + "</small>"));
    }

    /** An image. */
    public static Cell image(Image image, String description) {
        return png(Images.png(image), description);
    }

    /** An image that is a PNG file already. */
    public static Cell png(byte[] png, String description) {
        return new Cell(
                "",
                "<img alt=\"%s\" src=\"data:image/png;base64,%s\">"
                        .formatted(Html.escape(description), Base64.getEncoder().encodeToString(png)));
    }

    boolean isNumber() {
        return kind.equals(NUMBER);
    }

    /** @param ofNumbers whether it stands in a column of numbers, which are to the right */
    String html(boolean ofNumbers) {
        String names = isNumber() || !ofNumbers ? kind : (kind + " right").strip();
        return "<td" + (names.isEmpty() ? "" : " class=\"" + names + "\"") + ">" + html + "</td>";
    }
}
