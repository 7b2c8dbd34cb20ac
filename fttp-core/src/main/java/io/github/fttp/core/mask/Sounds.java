package io.github.fttp.core.mask;

import com.ibm.icu.text.Transliterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How words sound, roughly: what the romanisations of a name have in common. Чехов is Chekhov, Čechov and Tschechow, Δημήτρης
 * Dimitris, सचिन Sachin.
 */
final class Sounds {
    /** Made when first needed: compiling rules takes some tenths of a second. */
    private static final class Romanisation {
        /** Of Russian and Greek as in passports and newspapers, of others as scholars have it. */
        static final List<Transliterator> RULES = List.of(
                Transliterator.getInstance("Russian-Latin/BGN"),
                Transliterator.getInstance("Greek-Latin/UNGEGN"),
                Transliterator.getInstance("Any-Latin"));

        /** A short a behind a single consonant that ends a word: Hindi and its neighbours write it, and don't speak it. */
        static final Pattern UNSPOKEN = Pattern.compile("([aeiouāēīōū]\\p{L}h?)a$");

        static final Transliterator ASCII = Transliterator.getInstance("Latin-ASCII");
    }

    private record Replacement(Pattern letters, String by) {
        static Replacement of(String letters, String by) {
            return new Replacement(Pattern.compile(letters), by);
        }
    }

    /** In this order: groups before their parts. */
    private static final List<Replacement> REPLACEMENTS = List.of(
            Replacement.of("[^a-z0-9]", ""),
            Replacement.of("tsch|tch|cz|ch", "c"),
            Replacement.of("shch|sch|sh|sz", "s"),
            Replacement.of("dzh", "j"),
            Replacement.of("zh", "z"),
            Replacement.of("ts|tz", "c"),
            Replacement.of("kh", "h"),
            Replacement.of("ph", "f"),
            Replacement.of("([bdgt])h", "$1"),
            Replacement.of("ck|q", "k"),
            Replacement.of("x", "ks"),
            Replacement.of("w", "v"),
            Replacement.of("ou|oo", "u"),
            Replacement.of("ee|y", "i"),
            Replacement.of("(.)\\1+", "$1"),
            Replacement.of("g?i([aeou])", "$1"));

    private Sounds() {}

    /** A word in letters of a to z, and digits; may be empty. */
    static String of(WrittenWord word) {
        String sounds = (word.isAscii() ? word.written() : romanised(word.written())).toLowerCase(Locale.ROOT);
        for (Replacement each : REPLACEMENTS)
            sounds = each.letters().matcher(sounds).replaceAll(each.by());
        return sounds;
    }

    private static String romanised(String written) {
        String latin = written;
        for (Transliterator rule : Romanisation.RULES) latin = rule.transliterate(latin);
        if (isNorthIndian(written.codePointAt(0))) {
            latin = Romanisation.UNSPOKEN
                    .matcher(latin.replace("r\u0325", "ri"))
                    .replaceFirst("$1");
        }
        return Romanisation.ASCII.transliterate(latin);
    }

    /** Whether it is of Devanagari, Bengali, Gurmukhi or Gujarati. */
    private static boolean isNorthIndian(int c) {
        return c >= 0x900 && c < 0xb00;
    }
}
