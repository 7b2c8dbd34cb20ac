package io.github.fttp.core.mask;

import io.github.fttp.core.text.TextSpan;
import java.util.List;

/** A text with the tokens of a concept marked, to be looked at. */
public final class MarkedText {
    private MarkedText() {}

    /** For a terminal: marked stretches in reverse video. */
    public static String ansi(String text, List<TextSpan> spans, float[] mask) {
        return mark(text, spans, mask, "\u001b[7m", "\u001b[0m", false);
    }

    /** For a page: marked stretches in {@code <mark>}, everything else escaped. */
    public static String html(String text, List<TextSpan> spans, float[] mask) {
        return mark(text, spans, mask, "<mark>", "</mark>", true);
    }

    private static String mark(
            String text, List<TextSpan> spans, float[] mask, String open, String close, boolean escaped) {
        int[] points = text.codePoints().toArray();
        boolean[] marked = new boolean[points.length];
        for (int i = 0; i < mask.length; i++) {
            for (int at = spans.get(i).start(); mask[i] > 0 && at < spans.get(i).end(); at++) marked[at] = true;
        }
        StringBuilder result = new StringBuilder();
        for (int at = 0; at < points.length; at++) {
            if (marked[at] && (at == 0 || !marked[at - 1])) result.append(open);
            String c = Character.toString(points[at]);
            result.append(escaped ? escape(c) : c);
            if (marked[at] && (at + 1 == points.length || !marked[at + 1])) result.append(close);
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
