package io.github.fttp.metrics.conceptworld;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Invents names of syllables, in the shapes of European first names, last names and nicknames; none twice. */
final class InventedNames {
    private static final String[] ONSETS = {
        "B", "Br", "D", "Dr", "F", "Fl", "G", "Gr", "H", "J", "K", "Kl", "L", "M", "N", "P", "Pr", "R", "S", "St", "T",
        "Th", "Tr", "V", "W", "Z"
    };
    private static final String[] VOWELS = {"a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "ei", "au"};
    private static final String[] MIDDLES = {
        "l", "n", "r", "s", "m", "d", "v", "ld", "nd", "rn", "ll", "nn", "rt", "lm", "st", "rv", "b", "k", "x"
    };
    private static final String[] FIRST_ENDS = {
        "a", "ia", "ina", "elle", "ette", "is", "in", "en", "an", "o", "us", "ard", "old", "wyn", "ek", "iel", "mir",
        "is", "as", "ora"
    };
    private static final String[] LAST_ENDS = {
        "son", "sen", "berg", "ford", "wick", "ley", "ton", "well", "stad", "mann", "ov", "ski", "etti", "ano", "ez",
        "quist", "more", "worth", "by", "croft", "hurst", "feld", "bach", "eau"
    };
    /** Syllables that can stand behind a vowel. */
    private static final String[] CONSONANT_ENDS = Stream.of(LAST_ENDS)
            .filter(end -> "aeiou".indexOf(end.charAt(0)) < 0)
            .toArray(String[]::new);

    private static final String[] CODAS = {"l", "n", "r", "m", "rd", "ck", "lt", "mp", "nt", "nd", "th"};
    private static final String[] NICK_ENDS = {"kin", "let", "o", "y", "bles", "ster", "ie", "oo", "ling"};
    private static final String[] DOUBLES = {
        "bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt", "zz", "mp", "nk", "sk"
    };
    private static final String[] TITLES = {"Old", "Captain", "Lady", "Little", "Madam", "Doctor", "Uncle", "Auntie"};

    private final SplittableRandom random;
    /** Small letters of those that were invented. */
    private final Set<String> taken = new HashSet<>();

    InventedNames(SplittableRandom random) {
        this.random = random;
    }

    /** A first name of two or three syllables. */
    String first() {
        return unused(() -> {
            String start = pick(ONSETS) + pick(VOWELS) + pick(MIDDLES);
            return start + (random.nextInt(4) == 0 ? pick("a", "e", "i", "o") + pick(MIDDLES) : "") + pick(FIRST_ENDS);
        });
    }

    /** A last name of two or three syllables. */
    String last() {
        return unused(() -> {
            String start = pick(ONSETS) + pick(VOWELS);
            boolean three = random.nextInt(4) == 0;
            return start
                    + (three
                            ? pick(MIDDLES) + pick("a", "e", "i", "o") + pick(CONSONANT_ENDS)
                            : pick(CODAS) + pick(LAST_ENDS));
        });
    }

    /** A nickname; one in four has a title in front. */
    String nickname() {
        String word = unused(() -> pick(ONSETS) + pick("a", "e", "i", "o", "u") + pick(DOUBLES) + pick(NICK_ENDS));
        return random.nextInt(4) == 0 ? pick(TITLES) + " " + word : word;
    }

    private String unused(Supplier<String> name) {
        String invented;
        do invented = name.get();
        while (!taken.add(invented.toLowerCase(Locale.ROOT)));
        return invented;
    }

    private String pick(String... parts) {
        return Draw.from(random, parts);
    }
}
