package io.github.fttp.core.mask;

import io.github.fttp.core.text.TextSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A concept to forget, by the words that name it: a person, a character, a logo, a class of things.
 *
 * <p>A name occurs wherever a careful reader sees it written. Name and text are compared after Unicode compatibility
 * composition and full case folding ({@code NFKC_Casefold}): accents composed or not, full-width letters and ligatures are the
 * same, and so is i with and without its dot. White space of any kind and length is one space, but a line break ends a name
 * (unless the name itself has one there). Typographic apostrophes, hyphens, quotation marks and middle dots are the plain ones.
 * Code points that nobody sees (soft hyphen, joiners, byte-order marks, Arabic tatweel) do not count, nor do the vowel
 * marks of Arabic and Hebrew; an occurrence reaches over those of its last letter.
 *
 * <p>A neighbour that is a letter, mark or digit makes it part of another word: {@code Mira's} and {@code Mira-like} hold
 * {@code Mira}, {@code Miras} and {@code Mira2} do not. Underscores around a name are punctuation ({@code _Mira_}), inside a
 * longer word they are part of it ({@code mira_x}). Han, Kana, Thai and other scripts that set no space between words need no
 * boundary, and a name of another script beside them has one; Korean particles may follow. An edge of a name that is
 * punctuation or a symbol itself ({@code Yahoo!}) needs none.
 *
 * <p>Occurrences may overlap. Inside of a longer one, a shorter name counts only where it would stand as a word of its own.
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

    /** Adds one more name. */
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

    /** Whether this is one of its names, written in whatever way {@link #occurrences} would find it. */
    public boolean isNamed(String text) {
        return names().stream().anyMatch(each -> FoldedText.name(each).equals(FoldedText.name(text)));
    }

    /** The words of all names, each once: what the authors' code compares single tokens with. */
    public Set<String> words() {
        Set<String> words = new LinkedHashSet<>();
        for (String each : names()) words.addAll(Arrays.asList(each.strip().split("\\s+")));
        return words;
    }

    /**
     * Where a text names it, in the order of the text, shorter ones first where several begin together. The stretches are of
     * the text as it is given: from a name's first to its last letter with all accents, ignored code points between them
     * included, those around it not. Takes time in proportion to the text's length.
     */
    public List<TextSpan> occurrences(String text) {
        FoldedText within = FoldedText.of(text);
        String folded = within.folded();
        Set<TextSpan> found = new HashSet<>();
        for (String each : names()) {
            String wanted = FoldedText.name(each);
            for (int at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
                TextSpan span = within.span(at, at + wanted.length());
                if (span != null && within.isWhole(span)) found.add(span);
            }
        }
        return found.isEmpty() ? List.of() : withoutParts(found, within);
    }

    /** Lists the names, of the name and the aliases, that occur in none of the texts: nobody may have meant them so. */
    public List<String> missingFrom(List<String> texts) {
        return names().stream()
                .filter(name -> texts.stream()
                        .allMatch(text -> Concept.of(name).occurrences(text).isEmpty()))
                .toList();
    }

    /** Longer ones come first here, so that what lies within one is known. */
    private static List<TextSpan> withoutParts(Set<TextSpan> found, FoldedText within) {
        List<TextSpan> longestFirst = new ArrayList<>(found);
        longestFirst.sort(
                Comparator.comparingInt(TextSpan::start).thenComparing(TextSpan::end, Comparator.reverseOrder()));
        List<TextSpan> kept = new ArrayList<>();
        int covered = 0;
        for (TextSpan span : longestFirst) {
            if (span.end() > covered || within.standsAlone(span)) kept.add(span);
            covered = Math.max(covered, span.end());
        }
        kept.sort(Comparator.comparingInt(TextSpan::start).thenComparingInt(TextSpan::end));
        return kept;
    }

    private static void requireText(String name) {
        if (FoldedText.name(name).isEmpty())
            throw new IllegalArgumentException("the name of a concept must not be blank");
    }
}
