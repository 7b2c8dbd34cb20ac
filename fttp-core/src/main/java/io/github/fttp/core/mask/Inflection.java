package io.github.fttp.core.mask;

import com.ibm.icu.lang.UScript;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Inflected forms of a name, and names with clitics, where scripts have them; for near misses, so guesses do. */
final class Inflection {
    /** Endings of cases in languages that are written in Cyrillic; not those that surnames are made with (Иванов). */
    private static final Set<String> CYRILLIC = Set.of(
            "", "а", "я", "ы", "и", "і", "у", "ю", "е", "є", "о", "ом", "ем", "ём", "ей", "ой", "ою", "ею", "єю", "ым",
            "им", "ого", "его", "ому", "ему", "ых", "их", "ах", "ях", "ам", "ям", "ами", "ями", "ові", "еві", "ь");

    /** Case endings of Slavic, Baltic and Finnic languages and Hungarian that hardly make other words; Turkish sets an apostrophe. */
    private static final Set<String> LATIN = words(
            "ą ę ě ů ų owi ovi iowi iego ego ého ího emu iemu ému ímu iem ých ách ích owie ové ów ům llä ltä stä ssä lta sta ksi"
                    + " nak nek hoz hez tól től nál nél ról ről ért");

    /** Endings that make other names and words too (They for Theo, Cookie for Cook), but not all words of a name at once. */
    private static final Set<String> LATIN_TOGETHER = words(
            "a u y i o e í ou iou em jem om ie ym ým im ím ej iej ami ech ju ja ui io iui iu aus n lle lla tta ssa lle le lt st sse"
                    + " ban ben val vel");

    /** Endings that Marathi, Nepali, Bengali, Gujarati, Tamil, Telugu, Kannada, Malayalam and Sinhala write behind a noun. */
    private static final Set<String> INDIC = words(
            "ने ला चा ची चे च्या शी वर कडे साठी को का की के बाट लाई ले मा র এর কে তে টি টা রা দের রও ও য় দেরকে ને ના ની નો નું એ થી માં"
                    + " வின் வை வுக்கு வால் வோடு விடம் வும் வில் ின் ை ுக்கு ால் யின் யை யும் க்கு కు కి ను ని తో లో కోసం ನ ನು ಗೆ ನಿಗೆ ಯ ಯನ್ನು ರ"
                    + " യുടെ യെ ക്ക് യോട് യിൽ ന്റെ നെ ിന് ගේ ට ව");

    /** Case endings and postpositions that Georgian writes behind a noun, whose last ი they replace. */
    private static final Set<String> GEORGIAN = words("ს მა ის ით ად თან სთან ზე ში ისთვის ისგან სთვის სგან მ");

    /** Last letters of a name that an ending replaces. */
    private static final String REPLACED = "аяоеьйы";

    private static final String REPLACED_LATIN = "aoyi";
    private static final String REPLACED_GEORGIAN = "ი";
    /** Last letters in front of which an e goes where an ending comes: Marek, Marka. */
    private static final String BEHIND_FLEETING = "kłlc";

    /** Plural, forms of address and pronouns that Persian writes behind a word, often behind a joiner that is not seen; folded. */
    private static final Set<String> PERSIAN = words("ها هاي هايي جان مان تان شان را");

    /** Conjunctions, prepositions and articles that Arabic and Hebrew write in front of a word. */
    private static final Set<String> ARABIC = Set.of(
            "و", "ف", "ب", "ك", "ل", "س", "ال", "وال", "فال", "بال", "كال", "لل", "ول", "وب", "وك", "فل", "فب", "يا");

    private static final Set<String> HEBREW = Set.of(
            "ו", "ל", "ב", "מ", "ש", "ה", "כ", "ול", "וב", "ומ", "וש", "וה", "שה", "שב", "של", "כש", "מה", "לכ", "וכ");

    private static final int SHORTEST = 3;

    private Inflection() {}

    private static Set<String> words(String list) {
        return Arrays.stream(list.split(" ")).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether a word is a form of another, and not the same.
     *
     * @param name folded
     * @param found likewise
     * @param together whether it stands among others that are forms of the name's other words, so that less says it
     */
    static boolean isOf(String name, String found, boolean together) {
        if (name.length() < SHORTEST || name.equals(found)) return false;
        return switch (UScript.getScript(name.codePointAt(0))) {
            case UScript.CYRILLIC -> endsOtherwise(name, found);
            case UScript.LATIN ->
                hasBehind(LATIN, name, found)
                        || hasBehind(LATIN, stem(name, REPLACED_LATIN), found)
                        || together && isLatinFormTogether(name, found);
            case UScript.ARABIC -> hasInFront(ARABIC, name, found) || hasBehind(PERSIAN, name, found);
            case UScript.HEBREW -> hasInFront(HEBREW, name, found);
            case UScript.GEORGIAN -> hasBehind(GEORGIAN, stem(name, REPLACED_GEORGIAN), found);
            case UScript.DEVANAGARI,
                    UScript.BENGALI,
                    UScript.GUJARATI,
                    UScript.TAMIL,
                    UScript.TELUGU,
                    UScript.KANNADA,
                    UScript.MALAYALAM,
                    UScript.SINHALA -> hasBehind(INDIC, name, found);
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

    private static boolean isLatinFormTogether(String name, String found) {
        int n = name.length();
        boolean fleeting = name.charAt(n - 2) == 'e' && BEHIND_FLEETING.indexOf(name.charAt(n - 1)) >= 0;
        String without = fleeting ? name.substring(0, n - 2) + name.charAt(n - 1) : name;
        return Stream.of(name, stem(name, REPLACED_LATIN), without)
                .anyMatch(stem -> hasBehind(LATIN_TOGETHER, stem, found) || hasBehind(LATIN, stem, found));
    }

    private static boolean hasBehind(Set<String> words, String name, String found) {
        return name.length() >= SHORTEST && found.startsWith(name) && words.contains(found.substring(name.length()));
    }

    private static boolean hasInFront(Set<String> words, String name, String found) {
        return found.endsWith(name) && words.contains(found.substring(0, found.length() - name.length()));
    }
}
