package io.github.fttp.core.mask;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.text.Transliterator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A word of a text: a run of letters, marks and digits of scripts that are written together.
 *
 * @param start in code points of the text
 * @param written as it stands there, without what is ignored
 * @param folded as it is compared
 * @param latin its letters and digits in lower-case ASCII, transliterated where they are others
 */
record WrittenWord(int start, int end, String written, String folded, String latin) {
    /** Made when first needed, as are the next: compiling rules takes some tenths of a second, and most texts are ASCII. */
    private static final class Latin {
        static final Transliterator RULES = Transliterator.getInstance("Any-Latin; Latin-ASCII");
    }

    private static final class Looks {
        static final SpoofChecker TABLE = new SpoofChecker.Builder().build();
    }

    /** All words of a text but those of scripts that set no space between words. */
    static List<WrittenWord> of(FoldedText text) {
        List<WrittenWord> words = new ArrayList<>();
        Map<String, String> latin = new HashMap<>();
        Map<String, String> folded = new HashMap<>();
        int[] points = text.points();
        for (int at = text.next(0); at < points.length; ) {
            if (!Letters.isWord(points[at])) {
                at = text.next(at + 1);
                continue;
            }
            StringBuilder written = new StringBuilder();
            StringBuilder spoken = new StringBuilder(); // vowels that are not written are none in Latin either
            int start = at;
            int end = at;
            int letter = points[at];
            while (at < points.length && Letters.isWord(points[at])) {
                boolean isLetter = UCharacter.isLetter(points[at]);
                if (at > start && isLetter && UCharacter.isLetter(letter) && Letters.isOtherKind(letter, points[at]))
                    break;
                if (isLetter) letter = points[at];
                written.appendCodePoint(points[at]);
                spoken.appendCodePoint(points[at]);
                end = at + 1;
                while (end < points.length && Letters.isVowelMark(points[end])) spoken.appendCodePoint(points[end++]);
                at = text.next(end);
            }
            if (!Letters.isUnspaced(letter)) {
                words.add(new WrittenWord(
                        start,
                        end,
                        written.toString(),
                        folded.computeIfAbsent(written.toString(), FoldedText::name),
                        latin.computeIfAbsent(spoken.toString(), WrittenWord::latin)));
            }
        }
        return words;
    }

    private static String latin(String written) {
        String latin = isAscii(written) ? written : Latin.RULES.transliterate(written);
        String plain = latin.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return plain.isEmpty() ? FoldedText.name(written) : plain;
    }

    boolean isAscii() {
        return isAscii(written);
    }

    /** Whether its script has capitals. */
    boolean hasCase() {
        int first = written.codePointAt(0);
        return UCharacter.toLowerCase(first) != first || UCharacter.toUpperCase(first) != first;
    }

    /** Whether it begins in the Latin script, or is a number. */
    boolean isLatin() {
        return isAscii() || UScript.getScript(written.codePointAt(0)) == UScript.LATIN;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** Its looks: the same for letters of other scripts that are taken for each other. */
    static String looks(String written) {
        return Looks.TABLE.getSkeleton(written).toLowerCase(Locale.ROOT);
    }

    /** Whether it is Korean, which writes endings behind a noun without a space. */
    boolean isHangul() {
        return Letters.isHangul(written.codePointBefore(written.length()));
    }

    /** Whether it begins as names do: with a capital, or in a script that has none. */
    boolean isCapital() {
        int first = written.codePointAt(0);
        // Georgian has capitals, but begins no word with one.
        return UCharacter.toLowerCase(first) != first || UCharacter.toTitleCase(first) == first;
    }

    /** The names of the scripts that its letters are of. */
    static Set<String> scripts(String text) {
        return text.codePoints()
                .map(UScript::getScript)
                .filter(script -> script != UScript.COMMON && script != UScript.INHERITED)
                .mapToObj(UScript::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
