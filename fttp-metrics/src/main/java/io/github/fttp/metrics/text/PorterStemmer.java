package io.github.fttp.metrics.text;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Takes English words back to their stems by the rules of Porter (1980), with the departures that the reference of ROUGE's
 * stemming has: a few irregular words, short words in {@code ies} and {@code ied}, {@code y} behind a consonant alone, {@code
 * bli}, {@code fulli}, {@code logi}. Source: NLTK's {@code PorterStemmer} as {@code rouge_score} uses it, which leaves words of up
 * to three letters as they are.
 */
public final class PorterStemmer {
    private static final int SHORT = 3;

    private static final Map<String, String> IRREGULAR = Map.ofEntries(
            Map.entry("sky", "sky"),
            Map.entry("skies", "sky"),
            Map.entry("dying", "die"),
            Map.entry("lying", "lie"),
            Map.entry("tying", "tie"),
            Map.entry("news", "news"),
            Map.entry("innings", "inning"),
            Map.entry("inning", "inning"),
            Map.entry("outings", "outing"),
            Map.entry("outing", "outing"),
            Map.entry("cannings", "canning"),
            Map.entry("canning", "canning"),
            Map.entry("howe", "howe"),
            Map.entry("proceed", "proceed"),
            Map.entry("exceed", "exceed"),
            Map.entry("succeed", "succeed"));

    /** An ending with what stands for it; the first that a word ends in counts, whether its condition holds or not. */
    private record Rule(String ending, String instead, Predicate<String> holds) {}

    private static final Predicate<String> ANY = stem -> true;
    private static final Predicate<String> SOME = stem -> measure(stem) > 0;
    private static final Predicate<String> SEVERAL = stem -> measure(stem) > 1;

    private static final List<Rule> PLURALS = List.of(
            new Rule("sses", "ss", ANY), new Rule("ies", "i", ANY), new Rule("ss", "ss", ANY), new Rule("s", "", ANY));

    private static final List<Rule> LONG = List.of(
            new Rule("ational", "ate", SOME),
            new Rule("tional", "tion", SOME),
            new Rule("enci", "ence", SOME),
            new Rule("anci", "ance", SOME),
            new Rule("izer", "ize", SOME),
            new Rule("bli", "ble", SOME),
            new Rule("alli", "al", SOME),
            new Rule("entli", "ent", SOME),
            new Rule("eli", "e", SOME),
            new Rule("ousli", "ous", SOME),
            new Rule("ization", "ize", SOME),
            new Rule("ation", "ate", SOME),
            new Rule("ator", "ate", SOME),
            new Rule("alism", "al", SOME),
            new Rule("iveness", "ive", SOME),
            new Rule("fulness", "ful", SOME),
            new Rule("ousness", "ous", SOME),
            new Rule("aliti", "al", SOME),
            new Rule("iviti", "ive", SOME),
            new Rule("biliti", "ble", SOME),
            new Rule("fulli", "ful", SOME),
            new Rule("logi", "log", stem -> measure(stem + "l") > 0));

    private static final List<Rule> MIDDLE = List.of(
            new Rule("icate", "ic", SOME),
            new Rule("ative", "", SOME),
            new Rule("alize", "al", SOME),
            new Rule("iciti", "ic", SOME),
            new Rule("ical", "ic", SOME),
            new Rule("ful", "", SOME),
            new Rule("ness", "", SOME));

    private static final List<Rule> LAST = List.of(
            new Rule("al", "", SEVERAL),
            new Rule("ance", "", SEVERAL),
            new Rule("ence", "", SEVERAL),
            new Rule("er", "", SEVERAL),
            new Rule("ic", "", SEVERAL),
            new Rule("able", "", SEVERAL),
            new Rule("ible", "", SEVERAL),
            new Rule("ant", "", SEVERAL),
            new Rule("ement", "", SEVERAL),
            new Rule("ment", "", SEVERAL),
            new Rule("ent", "", SEVERAL),
            new Rule("ion", "", stem -> measure(stem) > 1 && stem.matches(".*[st]")),
            new Rule("ou", "", SEVERAL),
            new Rule("ism", "", SEVERAL),
            new Rule("ate", "", SEVERAL),
            new Rule("iti", "", SEVERAL),
            new Rule("ous", "", SEVERAL),
            new Rule("ive", "", SEVERAL),
            new Rule("ize", "", SEVERAL));

    private PorterStemmer() {}

    /** @param word in lower case, letters and digits */
    public static String stem(String word) {
        if (word.length() <= SHORT) return word;
        String irregular = IRREGULAR.get(word);
        if (irregular != null) return irregular;
        String stem = plural(word);
        stem = past(stem);
        stem = first(
                stem, List.of(new Rule("y", "i", rest -> rest.length() > 1 && isConsonant(rest, rest.length() - 1))));
        stem = suffix(stem);
        stem = first(stem, MIDDLE);
        stem = first(stem, LAST);
        return ending(stem);
    }

    private static String first(String word, List<Rule> rules) {
        for (Rule rule : rules) {
            if (!word.endsWith(rule.ending())) continue;
            String stem = cut(word, rule.ending().length());
            return rule.holds().test(stem) ? stem + rule.instead() : word;
        }
        return word;
    }

    private static String cut(String word, int letters) {
        return word.substring(0, word.length() - letters);
    }

    private static String plural(String word) {
        return word.endsWith("ies") && word.length() == 4 ? cut(word, 1) : first(word, PLURALS);
    }

    private static String past(String word) {
        if (word.endsWith("ied")) return word.length() == 4 ? cut(word, 1) : cut(word, 2);
        if (word.endsWith("eed")) return measure(cut(word, 3)) > 0 ? cut(word, 1) : word;
        for (String ending : List.of("ed", "ing")) {
            if (word.endsWith(ending) && hasVowel(cut(word, ending.length())))
                return mended(cut(word, ending.length()));
        }
        return word;
    }

    private static String mended(String stem) {
        if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) return stem + "e";
        if (endsDouble(stem)) return stem.matches(".*[lsz]") ? stem : cut(stem, 1);
        return measure(stem) == 1 && endsShort(stem) ? stem + "e" : stem;
    }

    private static String suffix(String word) {
        if (word.endsWith("alli") && measure(cut(word, 4)) > 0) return suffix(cut(word, 2));
        return first(word, LONG);
    }

    private static String ending(String word) {
        String stem = word;
        if (word.endsWith("e")) {
            String rest = cut(word, 1);
            int measure = measure(rest);
            if (measure > 1 || measure == 1 && !endsShort(rest)) stem = rest;
        }
        return stem.endsWith("ll") && measure(cut(stem, 1)) > 1 ? cut(stem, 1) : stem;
    }

    private static boolean isConsonant(String word, int i) {
        char letter = word.charAt(i);
        if ("aeiou".indexOf(letter) >= 0) return false;
        return letter != 'y' || i == 0 || !isConsonant(word, i - 1);
    }

    /** Counts how often vowels are followed by consonants. */
    private static int measure(String stem) {
        int measure = 0;
        for (int i = 1; i < stem.length(); i++) if (isConsonant(stem, i) && !isConsonant(stem, i - 1)) measure++;
        return measure;
    }

    private static boolean hasVowel(String stem) {
        for (int i = 0; i < stem.length(); i++) if (!isConsonant(stem, i)) return true;
        return false;
    }

    private static boolean endsDouble(String word) {
        int last = word.length() - 1;
        return last > 0 && word.charAt(last) == word.charAt(last - 1) && isConsonant(word, last);
    }

    /** Whether it ends in consonant, vowel and consonant other than w, x and y, or is a vowel and a consonant. */
    private static boolean endsShort(String word) {
        int last = word.length() - 1;
        if (last == 1) return !isConsonant(word, 0) && isConsonant(word, 1);
        return last > 1
                && isConsonant(word, last - 2)
                && !isConsonant(word, last - 1)
                && isConsonant(word, last)
                && "wxy".indexOf(word.charAt(last)) < 0;
    }
}
