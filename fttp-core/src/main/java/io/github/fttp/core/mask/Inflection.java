package io.github.fttp.core.mask;

import com.ibm.icu.lang.UScript;
import java.util.Set;

/** Inflected forms of a name, and names with clitics, where scripts have them; for near misses, so guesses do. */
final class Inflection {
    /** Endings of cases in languages that are written in Cyrillic; not those that surnames are made with (Иванов). */
    private static final Set<String> CYRILLIC = Set.of(
            "", "а", "я", "ы", "и", "і", "у", "ю", "е", "є", "о", "ом", "ем", "ём", "ей", "ой", "ою", "ею", "єю", "ым",
            "им", "ого", "его", "ому", "ему", "ых", "их", "ах", "ях", "ам", "ям", "ами", "ями", "ові", "еві", "ь");

    /** Likewise in Slavic, Baltic, Finnic languages and Hungarian, which are written in Latin; Turkish sets an apostrophe. */
    private static final Set<String> LATIN = Set.of(
            ("a u y i o ą ę ě í ů ų ou iou owi ovi iowi em iem jem om ie ego iego ého ího emu iemu ému ímu ym ým im ím ej"
                            + " iej ów ům ami ách ech ích owie ové ju ja ui io iui iu aus n lle lla llä lta ltä sta stä ssa"
                            + " ssä ksi tta ttä seen ga le lt st sse nak nek val vel ban ben ról ről hoz hez tól től nál nél ért")
                    .split(" "));

    /** Those behind a stem of three letters, which other names have too. */
    private static final Set<String> LATIN_OF_SHORT =
            Set.of("u", "y", "ą", "ę", "ě", "ou", "em", "om", "owi", "ovi", "ie");

    /** Last letters of a name that an ending replaces. */
    private static final String REPLACED = "аяоеьйы";

    private static final String REPLACED_LATIN = "aoyi";
    /** Last letters in front of which an e goes where an ending comes: Marek, Marka. */
    private static final String BEHIND_FLEETING = "kłlc";

    /** What Persian writes behind a word, often behind a joiner that is not seen: plural, forms of address, pronouns; folded. */
    private static final Set<String> PERSIAN =
            Set.of("ها", "هاي", "هايي", "جان", "م", "ت", "ش", "مان", "تان", "شان", "را", "ي");

    /** The most units of an ending in scripts whose languages put several behind each other. */
    private static final int LONGEST_CHAIN = 8;

    /** Conjunctions, prepositions and articles that Arabic and Hebrew write in front of a word. */
    private static final Set<String> ARABIC = Set.of(
            "و", "ف", "ب", "ك", "ل", "س", "ال", "وال", "فال", "بال", "كال", "لل", "ول", "وب", "وك", "فل", "فب", "يا");

    private static final Set<String> HEBREW = Set.of(
            "ו", "ל", "ב", "מ", "ש", "ה", "כ", "ול", "וב", "ומ", "וש", "וה", "שה", "שב", "של", "כש", "מה", "לכ", "וכ");

    private static final int SHORTEST = 3;

    private Inflection() {}

    /**
     * Whether a word is a form of another, and not the same.
     *
     * @param name folded
     * @param found likewise
     */
    static boolean isOf(String name, String found) {
        if (name.length() < SHORTEST || name.equals(found)) return false;
        return switch (UScript.getScript(name.codePointAt(0))) {
            case UScript.CYRILLIC -> endsOtherwise(name, found);
            case UScript.LATIN -> hasLatinEnding(name, found);
            case UScript.ARABIC -> hasInFront(ARABIC, name, found) || hasBehind(PERSIAN, name, found);
            case UScript.HEBREW -> hasInFront(HEBREW, name, found);
            case UScript.GEORGIAN -> goesOn(name.endsWith("ი") ? name.substring(0, name.length() - 1) : name, found);
            case UScript.DEVANAGARI,
                    UScript.BENGALI,
                    UScript.GURMUKHI,
                    UScript.GUJARATI,
                    UScript.ORIYA,
                    UScript.TAMIL,
                    UScript.TELUGU,
                    UScript.KANNADA,
                    UScript.MALAYALAM,
                    UScript.SINHALA -> goesOn(name, found);
            default -> false;
        };
    }

    static boolean isLatin(String name) {
        return UScript.getScript(name.codePointAt(0)) == UScript.LATIN;
    }

    private static boolean endsOtherwise(String name, String found) {
        String stem = stem(name, REPLACED);
        // Of a name of three letters the stem has two: then it is one letter that may differ.
        boolean told = stem.length() >= SHORTEST || found.length() == name.length();
        return told && found.startsWith(stem) && CYRILLIC.contains(found.substring(stem.length()));
    }

    /** The name without its last letter, if that is one of these. */
    private static String stem(String name, String letters) {
        int last = name.length() - 1;
        return letters.indexOf(name.charAt(last)) >= 0 ? name.substring(0, last) : name;
    }

    private static boolean hasLatinEnding(String name, String found) {
        int n = name.length();
        boolean fleeting =
                n > SHORTEST && name.charAt(n - 2) == 'e' && BEHIND_FLEETING.indexOf(name.charAt(n - 1)) >= 0;
        return hasLatinEndingBehind(name, found)
                || hasLatinEndingBehind(stem(name, REPLACED_LATIN), found)
                || fleeting && hasLatinEndingBehind(name.substring(0, n - 2) + name.charAt(n - 1), found);
    }

    private static boolean hasLatinEndingBehind(String stem, String found) {
        if (stem.length() < SHORTEST || !found.startsWith(stem)) return false;
        return (stem.length() == SHORTEST ? LATIN_OF_SHORT : LATIN).contains(found.substring(stem.length()));
    }

    private static boolean goesOn(String stem, String found) {
        return found.startsWith(stem)
                && found.length() > stem.length()
                && found.length() <= stem.length() + LONGEST_CHAIN;
    }

    private static boolean hasBehind(Set<String> words, String name, String found) {
        return found.startsWith(name) && words.contains(found.substring(name.length()));
    }

    private static boolean hasInFront(Set<String> words, String name, String found) {
        return found.endsWith(name) && words.contains(found.substring(0, found.length() - name.length()));
    }
}
