package io.github.fttp.core.mask;

import io.github.fttp.core.text.TextSpan;
import io.github.fttp.core.text.VisibleText;
import java.util.List;

/** A text with the tokens of a concept marked, to be looked at. */
public final class MarkedText {
    private static final String OFF = "\u001b[0m";
    private static final String NAME = "\u001b[7m";
    private static final String NEAR = "\u001b[30;43m";

    private MarkedText() {}

    /** For a terminal: marked stretches in reverse video, control characters as {@link VisibleText} has them. */
    public static String ansi(String text, List<TextSpan> spans, float[] mask) {
        return ansi(text, spans, mask, List.of());
    }

    /** Marks a text as above, with what comes near to a name, and is not marked, in black on yellow. */
    public static String ansi(String text, List<TextSpan> spans, float[] mask, List<NearMiss> near) {
        return mark(text, spans, mask, near, new String[] {"", NAME, NEAR}, OFF, false);
    }

    /** A legend of the colours of {@link #ansi(String, List, float[], List)}. */
    public static String ansiLegend() {
        return NAME + "marked" + OFF + " forgotten   " + NEAR + "near miss" + OFF
                + " not marked: trained, unless --alias names it";
    }

    /** For a page: marked stretches in {@code <mark>}, everything else escaped. */
    public static String html(String text, List<TextSpan> spans, float[] mask) {
        return html(text, spans, mask, List.of());
    }

    /** Marks a text as above, with what comes near to a name, and is not marked, in {@code <mark class="near">}. */
    public static String html(String text, List<TextSpan> spans, float[] mask, List<NearMiss> near) {
        return mark(text, spans, mask, near, new String[] {"", "<mark>", "<mark class=\"near\">"}, "</mark>", true);
    }

    private static String mark(
            String text,
            List<TextSpan> spans,
            float[] mask,
            List<NearMiss> near,
            String[] open,
            String close,
            boolean escaped) {
        int[] points = text.codePoints().toArray();
        int[] kind = new int[points.length];
        for (NearMiss each : near) {
            for (int at = each.span().start(); at < each.span().end(); at++) kind[at] = 2;
        }
        for (int i = 0; i < mask.length; i++) {
            for (int at = spans.get(i).start(); mask[i] > 0 && at < spans.get(i).end(); at++) kind[at] = 1;
        }
        StringBuilder result = new StringBuilder();
        for (int at = 0; at < points.length; at++) {
            if (kind[at] > 0 && (at == 0 || kind[at - 1] != kind[at])) result.append(open[kind[at]]);
            result.append(escaped ? escape(Character.toString(points[at])) : VisibleText.of(points, at));
            if (kind[at] > 0 && (at + 1 == points.length || kind[at + 1] != kind[at])) result.append(close);
        }
        return result.toString();
    }

    private static String escape(String c) {
        return switch (c) {
            case "&" -> "&amp;";
            case "<" -> "&lt;";
            case ">" -> "&gt;";
            case "\"" -> "&quot;";
            default -> c;
        };
    }
}
