package io.github.fttp.core.mask;

import io.github.fttp.core.mask.NearMiss.Kind;
import io.github.fttp.core.text.TextSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Finds what may name a concept but is none of its names: a mention that is missed is trained instead of forgotten. Whoever
 * reads the list gives the concept an alias for what names it.
 *
 * <p>Found are, of each name and alias with at least three letters, compared in lower-case Latin without accents,
 *
 * <ul>
 *   <li>its letters otherwise spaced: {@code MiraVolk}, {@code Mira-Volk}, {@code mira_volk.png}, over a line break, in parts;
 *   <li>other spellings: a Damerau-Levenshtein distance of at most a fifth of its letters (of four letters: one more), a plural
 *       ({@code s}, {@code es}, {@code ies}, {@code ves}), digits behind it. Below six letters the first one must be the same,
 *       numbers always; of a name of several words also longer words that have all of it in them, as hashtags and addresses do;
 *   <li>the same in another script, transliterated, by how it sounds, or by letters that look alike;
 *   <li>the same with escapes of HTML, JSON or addresses: {@code Bj&ouml;rk};
 *   <li>another case of a name in Cyrillic, a name with clitics in Arabic and Hebrew (articles, prepositions, conjunctions);
 *   <li>Chinese characters that are simplified, or not, where the name's are otherwise; Hiragana for Katakana, or back;
 *   <li>one word of a name of several, alone, also spelt otherwise, unless it is an article, particle or title (of two letters
 *       with a capital only, and as it is);
 *   <li>a name with initials for some of its words: {@code M. Volk}.
 * </ul>
 *
 * <p>Words are common by chance, so below eight letters a word alone, or another spelling, must be written with a capital where
 * the name is: {@code Rose} comes near to {@code Rose Tyler}, {@code rose} doesn't. To a name that is itself written in small
 * letters, being a common word, only its plural and other spacings come near below eight letters, and words of it alone from
 * eight letters on. In scripts that set no space between words, names of four letters and more are looked for with one slip in
 * each five letters but at least one, and their words of two and more.
 *
 * <p>Near misses don't overlap one another, nor what {@link Concept#occurrences} finds.
 */
public final class NearMisses {
    private final Concept concept;
    private final List<SoughtName> names;

    private NearMisses(Concept concept) {
        this.concept = concept;
        names = concept.names().stream().map(SoughtName::of).toList();
    }

    /** A finder for all names of a concept. */
    public static NearMisses of(Concept concept) {
        return new NearMisses(concept);
    }

    /** Finds the near misses of a text, in its order. */
    public List<NearMiss> in(String text) {
        FoldedText within = FoldedText.of(text);
        BitSet taken = new BitSet();
        for (TextSpan each : concept.occurrences(text)) taken.set(each.start(), each.end());
        List<WrittenWord> words = WrittenWord.of(within).stream()
                .filter(word -> isFree(taken, word.start(), word.end()))
                .toList();
        List<Candidate> candidates = new ArrayList<>();
        for (SoughtName name : names) {
            name.among(words, candidates);
            name.amongUnspaced(within, candidates);
        }
        Unescaped.of(text).ifPresent(unescaped -> escaped(unescaped, candidates));
        candidates.sort(Comparator.comparingInt(Candidate::rank)
                .thenComparingInt(Candidate::slips)
                .thenComparingInt(each -> each.start() - each.end())
                .thenComparingInt(Candidate::start));
        List<Candidate> chosen = new ArrayList<>();
        for (Candidate each : candidates) {
            if (!isFree(taken, each.start(), each.end())) continue;
            taken.set(each.start(), each.end());
            chosen.add(each);
        }
        chosen.sort(Comparator.comparingInt(Candidate::start));
        return joined(chosen, within).stream().map(each -> each.in(within)).toList();
    }

    /** Adds what is a name where escapes are what they stand for. */
    private void escaped(Unescaped text, List<Candidate> candidates) {
        for (SoughtName name : names) {
            for (TextSpan span : Concept.of(name.name()).occurrences(text.text())) {
                TextSpan escaped = text.escaped(span);
                candidates.add(new Candidate(escaped.start(), escaped.end(), name, Kind.SPELLING, 0));
            }
        }
    }

    /**
     * Whether as many words in a row as a name has are that name but for few slips: a Damerau-Levenshtein distance of at most a
     * fifth of its letters, upper and lower case alike.
     */
    public boolean spelledIn(String text) {
        List<WrittenWord> words = WrittenWord.of(FoldedText.of(text));
        return names.stream().anyMatch(name -> name.isSpelledAmong(words));
    }

    private static boolean isFree(BitSet taken, int start, int end) {
        int next = taken.nextSetBit(start);
        return next < 0 || next >= end;
    }

    /** Words of one name with nothing but space between them are one. */
    private static List<Candidate> joined(List<Candidate> chosen, FoldedText text) {
        List<Candidate> joined = new ArrayList<>();
        for (Candidate each : chosen) {
            int last = joined.size() - 1;
            if (last >= 0 && joined.get(last).goesOnWith(each, text)) {
                Candidate first = joined.get(last);
                joined.set(last, new Candidate(first.start(), each.end(), each.name(), Kind.WORD, first.slips()));
            } else {
                joined.add(each);
            }
        }
        return joined;
    }

    /** A possible near miss, until it is known which of several that overlap is taken. */
    record Candidate(int start, int end, SoughtName name, Kind kind, int slips) {
        /** Orders what is near to a whole name before what is a part of one. */
        int rank() {
            return kind == Kind.WORD ? 2 : kind == Kind.INITIALS ? 1 : 0;
        }

        private boolean goesOnWith(Candidate next, FoldedText text) {
            if (kind != Kind.WORD || next.kind != Kind.WORD || name != next.name || end == next.start) return false;
            return Arrays.stream(text.points(), end, next.start).allMatch(Letters::isSpace);
        }

        private NearMiss in(FoldedText text) {
            String found = new String(text.points(), start, end - start);
            String folded = FoldedText.name(found);
            int distance = Slips.distance(
                    folded, name.folded(), folded.length() + name.folded().length());
            boolean foreign =
                    kind != Kind.WORD && !WrittenWord.scripts(name.name()).containsAll(WrittenWord.scripts(found));
            TextSpan span = new TextSpan(start, end);
            return foreign
                    ? new NearMiss(span, found, name.name(), slips, Kind.SCRIPT)
                    : new NearMiss(span, found, name.name(), distance, kind);
        }
    }
}
