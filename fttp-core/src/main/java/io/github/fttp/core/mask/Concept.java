package io.github.fttp.core.mask;

import io.github.fttp.core.text.TextSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is to be forgotten, by the words that name it: a person, a character, a logo, a class of things.
 *
 * <p>A name occurs where a text has its code points, upper and lower case alike ({@code toLowerCase(toUpperCase(c))}, no
 * Unicode normalisation), as a whole word: neither neighbour is a letter, mark, number or connecting punctuation. So
 * {@code Mira's} and {@code Mira-like} hold {@code Mira}, {@code Miras} and {@code mira_x} do not. Occurrences may overlap.
 *
 * @param name not blank
 * @param aliases other names of the same thing
 */
public record Concept(String name, List<String> aliases) {
    public Concept {
        requireText(name);
        aliases.forEach(Concept::requireText);
        aliases = List.copyOf(aliases);
    }

    /** A concept of one name. */
    public static Concept of(String name) {
        return new Concept(name, List.of());
    }

    /** The same with one more name. */
    public Concept alias(String alias) {
        List<String> more = new ArrayList<>(aliases);
        more.add(alias);
        return new Concept(name, more);
    }

    /** The name and the aliases, each once. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        names.add(name);
        names.addAll(aliases);
        return names;
    }

    /** The words of all names, each once: what the authors' code compares single tokens with. */
    public Set<String> words() {
        Set<String> words = new LinkedHashSet<>();
        for (String each : names()) words.addAll(Arrays.asList(each.strip().split("\\s+")));
        return words;
    }

    /** Where a text names it, in the order of the text, shorter ones first where several begin together. */
    public List<TextSpan> occurrences(String text) {
        int[] folded = fold(text);
        int[] plain = text.codePoints().toArray();
        Set<TextSpan> found = new LinkedHashSet<>();
        for (String each : names()) {
            int[] wanted = fold(each);
            for (int at = 0; at + wanted.length <= folded.length; at++) {
                int end = at + wanted.length;
                if (!Arrays.equals(folded, at, end, wanted, 0, wanted.length)) continue;
                boolean opens = at == 0 || !isWord(plain[at - 1]);
                boolean closes = end == plain.length || !isWord(plain[end]);
                if (opens && closes) found.add(new TextSpan(at, end));
            }
        }
        return found.stream()
                .sorted(Comparator.comparingInt(TextSpan::start).thenComparingInt(TextSpan::end))
                .toList();
    }

    private static int[] fold(String text) {
        return text.codePoints()
                .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                .toArray();
    }

    private static boolean isWord(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER,
                    Character.CONNECTOR_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static void requireText(String name) {
        if (name.isBlank()) throw new IllegalArgumentException("the name of a concept must not be blank");
    }
}
