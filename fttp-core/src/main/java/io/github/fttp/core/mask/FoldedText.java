package io.github.fttp.core.mask;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import io.github.fttp.core.text.TextSpan;
import java.util.Arrays;

/**
 * A text as names are looked for in it, and the way back: Unicode's {@code NFKC_Casefold} (compatibility composition, full case
 * folding, nothing ignorable), without the vowel marks of Arabic and Hebrew, each stretch of white space one space, or one line
 * feed where it breaks the line, typographic apostrophes, hyphens, quotation marks and middle dots plain, Persian ye and kaf as
 * Arabic's, which keyboards exchange, and i without regard to its dot, as languages differ in that.
 */
final class FoldedText {
    private static final Normalizer2 FOLDING = Normalizer2.getNFKCCasefoldInstance();
    private static final int DOT_ABOVE = 0x307;
    /** Puts a key around the character in front. */
    private static final int KEY = 0x20e3;
    /** Shows the character in front as an emoji. */
    private static final int EMOJI = 0xfe0f;

    private final int[] points;
    private final StringBuilder folded = new StringBuilder();
    /** For each unit of the folded text, the stretch of the text that it comes from, in code points. */
    private int[] from;

    private int[] to;

    private FoldedText(String text) {
        points = text.codePoints().toArray();
        from = new int[points.length + 16];
        to = new int[points.length + 16];
        int at = next(0);
        while (at < points.length) at = next(Letters.isSpace(points[at]) ? space(at) : letters(at));
    }

    static FoldedText of(String text) {
        return new FoldedText(text);
    }

    /** A name as it is looked for: without white space around it. */
    static String name(String name) {
        return of(name).folded.toString().strip();
    }

    /** The folded text. */
    String folded() {
        return folded.toString();
    }

    /** The text's own code points. */
    int[] points() {
        return points;
    }

    /** Where in the text units of the folded one come from; null where the first or last is only a part of a character. */
    TextSpan span(int start, int end) {
        if (start > 0 && from[start - 1] == from[start]) return null;
        if (end < folded.length() && from[end] == from[end - 1]) return null;
        return new TextSpan(from[start], to[end - 1]);
    }

    /** The first code point from here on that a reader sees; the text's length where there is none. */
    int next(int at) {
        int next = at;
        while (next < points.length && Letters.isIgnored(points[next])) next++;
        return next;
    }

    /** The last code point before this one that a reader sees; -1 where there is none. */
    int previous(int at) {
        int previous = at - 1;
        while (previous >= 0 && Letters.isIgnored(points[previous])) previous--;
        return previous;
    }

    private int space(int start) {
        boolean breaks = false;
        int end = start;
        for (int at = start; at < points.length && Letters.isSpace(points[at]); at = next(at + 1)) {
            breaks |= Letters.isLineBreak(points[at]);
            end = at + 1;
        }
        append(breaks ? '\n' : ' ', start, end);
        return end;
    }

    /** One code point with all that may melt into it: accents, the parts of a Hangul syllable. */
    private int letters(int start) {
        int c = points[start];
        int end = start + 1;
        int at = next(end);
        if (c < 0x80 && (at == points.length || points[at] < 0x300)) {
            append((char) Letters.plain(c >= 'A' && c <= 'Z' ? c + 32 : c), start, end);
            return end;
        }
        StringBuilder raw = new StringBuilder().appendCodePoint(Letters.plain(c));
        while (at < points.length && !Letters.isSpace(points[at]) && !FOLDING.hasBoundaryBefore(points[at])) {
            raw.appendCodePoint(points[at]);
            end = at + 1;
            at = next(end);
        }
        while (end < points.length && Letters.isVowelMark(points[end])) end++; // they are the letter's
        String form = FOLDING.normalize(raw).replace('\u0131', 'i');
        for (int i = 0; i < form.length(); i++) {
            boolean dotted = i > 0 && form.charAt(i) == DOT_ABOVE && "ij".indexOf(form.charAt(i - 1)) >= 0;
            // Presentation forms of Hebrew come apart into letter and vowel.
            if (!dotted && !Letters.isIgnored(form.charAt(i))) append((char) Letters.plain(form.charAt(i)), start, end);
        }
        return end;
    }

    private void append(char unit, int start, int end) {
        int at = folded.length();
        if (at == from.length) {
            from = Arrays.copyOf(from, 2 * at);
            to = Arrays.copyOf(to, 2 * at);
        }
        folded.append(unit);
        from[at] = start;
        to[at] = end;
    }

    /** Whether a word ends before this stretch and another begins behind it. */
    boolean isWhole(TextSpan span) {
        return opens(span.start()) && closes(span.end());
    }

    /** Whether it stands among spaces and punctuation, and not merely beside a script that writes its words together. */
    boolean standsAlone(TextSpan span) {
        return !isWord(neighbour(span.start(), -1)) && !isWord(neighbour(span.end() - 1, 1));
    }

    private boolean opens(int start) {
        int at = neighbour(start, -1);
        return !isWord(at)
                || !Letters.isWord(points[start])
                || Letters.areApart(base(at), points[start])
                || isEscape(at) && !UCharacter.isLowerCase(points[start]); // else it may be a path or a formula
    }

    /** Whether a letter is the second half of a line break or tab that was escaped once too often. */
    private boolean isEscape(int at) {
        return at > 0 && points[at - 1] == '\\' && "nrt".indexOf(points[at]) >= 0;
    }

    private boolean closes(int end) {
        int last = previous(end);
        int behind = next(end);
        // A mark belongs to the letter in front of it: that is another letter then.
        if (behind < points.length && Letters.isMark(points[behind])) return false;
        int at = neighbour(last, 1);
        if (!isWord(at) || !Letters.isWord(points[last])) return true;
        int edge = base(last);
        if (Letters.areApart(edge, points[at])) return true;
        if (!Letters.isHangul(points[at])) return false;
        String behindIt = hangul(at);
        if (UCharacter.isDigit(edge)) return Letters.isKoreanEnding(behindIt) && !Letters.isKoreanCounter(behindIt);
        return Letters.isHangul(edge) && Letters.isKoreanEnding(behindIt);
    }

    private boolean isWord(int at) {
        return at >= 0 && at < points.length && Letters.isWord(points[at]) && !isPicture(at);
    }

    /** Whether it is shown as an emoji, as a digit on a key is, or is a phrase in one sign, as Arabic has behind names. */
    private boolean isPicture(int at) {
        int behind = at + 1 < points.length ? points[at + 1] : 0;
        return points[at] == KEY || behind == KEY || behind == EMOJI || Letters.isPhrase(points[at]);
    }

    /** The next code point on one side that is seen and is no underscore: around a name those are punctuation. */
    private int neighbour(int at, int step) {
        int next = at + step;
        while (next >= 0
                && next < points.length
                && (Letters.isIgnored(points[next]) || Letters.isUnderscore(points[next]))) next += step;
        return next;
    }

    /** The letter that a mark belongs to, or the code point itself. */
    private int base(int at) {
        int base = at;
        while (base > 0 && (Letters.isMark(points[base]) || Letters.isIgnored(points[base]))) base--;
        return points[base];
    }

    private String hangul(int start) {
        StringBuilder run = new StringBuilder();
        for (int at = start; at < points.length; at = next(at + 1)) {
            if (!Letters.isHangul(points[at])) break;
            run.appendCodePoint(points[at]);
        }
        return FOLDING.normalize(run);
    }
}
