package io.github.fttp.core.text;

/** Text of data as a terminal may print it: control characters, which it would obey, as escapes; line breaks and tabs stay. */
public final class VisibleText {
    private VisibleText() {}

    /** A text with its control characters as JSON escapes them. */
    public static String of(String text) {
        int[] points = text.codePoints().toArray();
        StringBuilder visible = new StringBuilder(text.length());
        for (int at = 0; at < points.length; at++) visible.append(of(points, at));
        return visible.toString();
    }

    /** One character of a text, given in code points. */
    public static String of(int[] points, int at) {
        int point = points[at];
        boolean breaksLine = point == '\n' || point == '\r' && at + 1 < points.length && points[at + 1] == '\n';
        return breaksLine || point == '\t' || !Character.isISOControl(point)
                ? Character.toString(point)
                : String.format("\\u%04x", point);
    }
}
