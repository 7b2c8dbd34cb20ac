package io.github.fttp.core.text;

/**
 * A stretch of a text in Unicode code points (not UTF-16 units: an emoji counts once).
 *
 * @param start of its first code point
 * @param end behind its last; equal to {@code start} where it has no width
 */
public record TextSpan(int start, int end) {
    public TextSpan {
        if (start < 0 || end < start) throw new IllegalArgumentException("not a stretch: " + start + " to " + end);
    }

    /** Whether both have a code point in common. */
    public boolean overlaps(TextSpan other) {
        return Math.max(start, other.start) < Math.min(end, other.end);
    }

    /** Whether it is a part of the other, and not all of it. */
    public boolean isWithin(TextSpan other) {
        return other.start <= start && end <= other.end && !equals(other);
    }

    /** Moves the stretch to a text that has {@code by} more code points in front. */
    public TextSpan shifted(int by) {
        return new TextSpan(start + by, end + by);
    }
}
