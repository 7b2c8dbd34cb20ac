package io.github.fttp.core.mask;

import com.ibm.icu.lang.UScript;
import java.util.Set;

/** Inflected forms of a name, and names with clitics, where scripts have them; for near misses, so guesses do. */
final class Inflection {
    /** Endings of cases in languages that are written in Cyrillic; not those that surnames are made with (Иванов). */
    private static final Set<String> CYRILLIC = Set.of(
            "", "а", "я", "ы", "и", "і", "у", "ю", "е", "є", "о", "ом", "ем", "ём", "ей", "ой", "ою", "ею", "єю", "ым",
            "им", "ого", "его", "ому", "ему", "ых", "их", "ах", "ях", "ам", "ям", "ами", "ями", "ові", "еві", "ь");

    /** Last letters of a name that an ending replaces. */
    private static final String REPLACED = "аяоеьйы";

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
            case UScript.ARABIC -> hasInFront(ARABIC, name, found);
            case UScript.HEBREW -> hasInFront(HEBREW, name, found);
            default -> false;
        };
    }

    private static boolean endsOtherwise(String name, String found) {
        boolean replaced = REPLACED.indexOf(name.charAt(name.length() - 1)) >= 0;
        String stem = replaced ? name.substring(0, name.length() - 1) : name;
        // Of a name of three letters the stem has two: then it is one letter that may differ.
        boolean told = stem.length() >= SHORTEST || found.length() == name.length();
        return told && found.startsWith(stem) && CYRILLIC.contains(found.substring(stem.length()));
    }

    private static boolean hasInFront(Set<String> words, String name, String found) {
        return found.endsWith(name) && words.contains(found.substring(0, found.length() - name.length()));
    }
}
