package io.github.fttp.core.mask;

import io.github.fttp.core.mask.NearMiss.Kind;
import io.github.fttp.core.mask.NearMisses.Candidate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A name while near misses of it are looked for.
 *
 * @param folded as it is compared
 * @param words those of scripts with spaces
 * @param letters all of them in Latin, without spaces
 * @param sounds of each of the words
 * @param proper whether it is written as names are, not as common words
 */
record SoughtName(
        String name, String folded, List<WrittenWord> words, String letters, List<String> sounds, boolean proper) {
    /**
     * The most that may stand between two words that are taken for one name, in code points: {@code ** _}, a line break
     * with its space.
     */
    private static final int WIDEST_GAP = 4;
    /** Letters of a name in a script without spaces. */
    private static final int SHORTEST_UNSPACED = 4;

    private static final int SHORTEST_WORD = 3;
    /** Sounds from which on one may be another in scripts without capitals. */
    private static final int LONG_SOUND = 6;
    /** Letters from which on a name within a longer word is hardly there by chance. */
    private static final int LONG = 8;

    /** Words that stand in many names and name nobody, and those of two letters that begin sentences. */
    private static final Set<String> COMMON =
            Set.of(("the and for von van der den del della las los les des dos das bin ibn abu"
                            + " mrs miss sir dame lady lord saint king queen prince princess captain doctor prof professor president"
                            + " jun junior senior new old san santa one two"
                            + " al da de di dj do du el et ii iv la le lo mc mr ms of jr sr st dr vi"
                            + " ah am an as at be by eh go ha he hi hm ho if in is it me my no oh ok on or so to up us we"
                            + " ab er es il im ja um un wo zu")
                    .split(" "));

    static SoughtName of(String name) {
        FoldedText text = FoldedText.of(name);
        List<WrittenWord> words = WrittenWord.of(text);
        return new SoughtName(
                name,
                FoldedText.name(name),
                words,
                words.stream().map(WrittenWord::latin).collect(Collectors.joining()),
                words.stream().map(Sounds::of).toList(),
                words.stream().anyMatch(WrittenWord::isCapital));
    }

    /** Adds what comes near among these words of a text, none of which is part of an occurrence. */
    void among(List<WrittenWord> of, List<Candidate> found) {
        // In Arabic and Hebrew a name of three letters may have two in Latin, which too many words have.
        boolean isLong = letters.length() >= SHORTEST_WORD;
        for (int first = 0; first < of.size(); first++) {
            if (isLong) whole(of, first, found);
            if (proper && words.size() > 1 && letters.length() >= LONG) within(of.get(first), found);
            inflected(of, first, found);
            if (!isLong || words.size() < 2) continue;
            initials(of, first, found);
            part(of.get(first), found);
        }
        spoken(of, found);
    }

    /** A longer word that the whole name is a part of: a hashtag, an address, an ending that is not known. */
    private void within(WrittenWord word, List<Candidate> found) {
        int longer = word.latin().length() - letters.length();
        boolean isIn = word.latin().contains(letters) && letters.chars().noneMatch(Character::isDigit);
        if (!isIn || longer <= Slips.longest(letters) - letters.length()) return;
        found.add(new Candidate(word.start(), word.end(), this, Kind.SPELLING, longer));
    }

    /** Some words from the first on that together come near to the whole name. */
    private void whole(List<WrittenWord> of, int first, List<Candidate> found) {
        StringBuilder latin = new StringBuilder();
        boolean capital = false;
        boolean ascii = true;
        int most = Math.min(of.size(), first + letters.length());
        for (int last = first; last < most; last++) {
            WrittenWord word = of.get(last);
            if (last > first && word.start() - of.get(last - 1).end() > WIDEST_GAP) return;
            latin.append(word.latin());
            capital |= word.isCapital();
            ascii &= word.isAscii();
            String here = latin.toString();
            boolean ending = word.isHangul() && here.startsWith(letters) && here.length() > letters.length();
            if (here.length() > Slips.longest(letters) && !ending) return;
            int start = of.get(first).start();
            if (here.equals(letters) || !ascii && looksLike(of.subList(first, last + 1))) {
                boolean same = FoldedText.name(written(of, first, last))
                        .equals(FoldedText.name(written(words, 0, words.size() - 1)));
                found.add(new Candidate(start, word.end(), this, same ? Kind.SPACING : Kind.SPELLING, 0));
            } else if (ending || Slips.near(letters, proper, here, capital)) {
                int slips = Slips.distance(letters, here, here.length() + letters.length());
                found.add(new Candidate(start, word.end(), this, Kind.SPELLING, slips));
            }
        }
    }

    /** Words of another script that sound like the name, or like one of its words. */
    private void spoken(List<WrittenWord> of, List<Candidate> found) {
        if (words.isEmpty()) return;
        boolean latin = words.stream().allMatch(WrittenWord::isLatin);
        List<String> heard = of.stream()
                .map(word -> word.isLatin() == latin ? "" : Sounds.of(word))
                .toList();
        String all = String.join("", sounds);
        for (int first = 0; first < of.size(); first++) {
            StringBuilder here = new StringBuilder();
            boolean capital = false;
            int most = Math.min(of.size(), first + all.length());
            for (int last = first; last < most && !heard.get(last).isEmpty(); last++) {
                WrittenWord word = of.get(last);
                if (last > first && word.start() - of.get(last - 1).end() > WIDEST_GAP) break;
                here.append(heard.get(last));
                if (here.length() > Slips.longest(all)) break;
                capital |= word.isCapital();
                if (isHeard(all, here.toString(), capital, word.hasCase())) {
                    int slips = Slips.distance(all, here.toString(), all.length() + here.length());
                    found.add(new Candidate(of.get(first).start(), word.end(), this, Kind.SPELLING, slips));
                }
            }
            WrittenWord word = of.get(first);
            if (words.size() > 1 && isHeardInPart(word, heard.get(first))) {
                found.add(new Candidate(word.start(), word.end(), this, Kind.WORD, 0));
            }
        }
    }

    private boolean isHeardInPart(WrittenWord word, String heard) {
        for (int i = 0; i < words.size(); i++) {
            boolean alike = isHeard(sounds.get(i), heard, word.isCapital(), word.hasCase());
            if (alike && !isCommon(words.get(i))) return true;
        }
        return false;
    }

    /** Where no capital tells names from other words, short ones are too often alike. */
    private boolean isHeard(String wanted, String here, boolean capital, boolean hasCase) {
        if (wanted.length() < SHORTEST_WORD || proper && Slips.needsCapital(wanted) && !capital) return false;
        if (here.equals(wanted)) return hasCase || wanted.length() > SHORTEST_WORD;
        return (hasCase || wanted.length() >= LONG_SOUND) && Slips.near(wanted, proper, here, capital);
    }

    /** Words of two letters are taken as they are written: Arabic's and Hebrew's have fewer in Latin. */
    private static boolean isCommon(WrittenWord word) {
        String name = word.latin();
        return COMMON.contains(name) && (name.length() > 2 || word.folded().length() == 2);
    }

    private static String written(List<WrittenWord> of, int first, int last) {
        return of.subList(first, last + 1).stream().map(WrittenWord::written).collect(Collectors.joining());
    }

    /** Whether the words look like the name in some case, letters of other scripts taken for those they resemble. */
    private boolean looksLike(List<WrittenWord> of) {
        String found = looks(of, each -> each);
        return found.equals(looks(words, each -> each))
                || found.equals(looks(words, each -> each.toLowerCase(Locale.ROOT)))
                || found.equals(looks(words, each -> each.toUpperCase(Locale.ROOT)));
    }

    private static String looks(List<WrittenWord> of, UnaryOperator<String> cased) {
        return of.stream()
                .map(word -> WrittenWord.looks(cased.apply(word.written())))
                .collect(Collectors.joining());
    }

    /** Whether as many words as the name has stand there with no wide gap between them. */
    private boolean goesOn(List<WrittenWord> of, int first) {
        int end = first + words.size();
        if (end > of.size()) return false;
        for (int i = first + 1; i < end; i++) {
            if (of.get(i).start() - of.get(i - 1).end() > WIDEST_GAP) return false;
        }
        return true;
    }

    /** As many words as the name has, some of them in another form. */
    private void inflected(List<WrittenWord> of, int first, List<Candidate> found) {
        if (!goesOn(of, first)) return;
        int forms = 0;
        for (int i = 0; i < words.size(); i++) {
            WrittenWord word = of.get(first + i);
            if (isForm(words.get(i), word, words.size() > 1)) forms++;
            else if (!words.get(i).folded().equals(word.folded())) return;
        }
        if (forms == 0) return;
        found.add(new Candidate(
                of.get(first).start(), of.get(first + words.size() - 1).end(), this, Kind.SPELLING, forms));
    }

    private static boolean isForm(WrittenWord word, WrittenWord found, boolean together) {
        // In Latin common words have too many neighbours: care for car.
        boolean written = word.isCapital() ? found.isCapital() : !Inflection.isLatin(word.folded());
        return written && Inflection.isOf(word.folded(), found.folded(), together);
    }

    /** As many words as the name has, some of them whole and some only its initials. */
    private void initials(List<WrittenWord> of, int first, List<Candidate> found) {
        if (!goesOn(of, first)) return;
        int whole = 0;
        for (int i = 0; i < words.size(); i++) {
            WrittenWord word = of.get(first + i);
            String wanted = words.get(i).latin();
            boolean initial = word.latin().length() == 1
                    && word.isCapital()
                    && wanted.startsWith(word.latin())
                    && wanted.length() > 1;
            if (isWord(words.get(i), word)) whole++;
            else if (!initial) return;
        }
        if (whole == 0 || whole == words.size()) return;
        int end = of.get(first + words.size() - 1).end();
        found.add(new Candidate(of.get(first).start(), end, this, Kind.INITIALS, words.size() - whole));
    }

    private void part(WrittenWord found, List<Candidate> candidates) {
        for (WrittenWord word : words) {
            if (!isWord(word, found)) continue;
            candidates.add(new Candidate(found.start(), found.end(), this, Kind.WORD, 0));
            return;
        }
    }

    /** Whether this is the name's word, as far as one can tell. */
    private static boolean isWord(WrittenWord word, WrittenWord found) {
        String name = word.latin();
        if (isCommon(word) || name.matches("[0-9]+")) return false;
        if (name.length() < SHORTEST_WORD) {
            boolean same = word.folded().equals(found.folded());
            // As it is written, since in capitals it may be an abbreviation.
            boolean tells = word.folded().length() >= SHORTEST_WORD
                    || isPair(word) && word.written().equals(found.written());
            return same && tells || isForm(word, found, false);
        }
        boolean written = !Slips.needsCapital(name) || word.isCapital() && found.isCapital();
        return written && found.latin().equals(name)
                || isForm(word, found, false)
                || Slips.near(name, word.isCapital(), found.latin(), found.isCapital());
    }

    /** Whether it is two letters with a capital: without one too many words are. */
    private static boolean isPair(WrittenWord word) {
        return word.folded().length() == 2
                && Character.isUpperCase(word.written().codePointAt(0));
    }

    /** Adds what comes near to a name in a script without spaces, and to its words. */
    void amongUnspaced(FoldedText text, List<Candidate> found) {
        if (folded.codePoints().noneMatch(Letters::isUnspaced)) return;
        String within = text.folded();
        String[] parts = folded.split("[ \n\u00b7-]");
        if (parts.length > 1) {
            for (String part : parts) {
                if (part.codePointCount(0, part.length()) < 2) continue;
                for (int at = within.indexOf(part); at >= 0; at = within.indexOf(part, at + part.length())) {
                    add(text, at, at + part.length(), Kind.WORD, 0, found);
                }
            }
        }
        int letters = folded.length();
        if (letters < 2) return;
        together(text, found);
        variants(text, found);
        spaced(text, found);
        if (letters < SHORTEST_UNSPACED) return;
        int slips = Math.max(1, Slips.allowed(letters));
        for (int at = 0; at < within.length(); at++) {
            // One that lacks its first letter begins with the second.
            char first = within.charAt(at);
            if (first != folded.charAt(0) && first != folded.charAt(1)) continue;
            for (int end = at + letters - slips; end <= Math.min(within.length(), at + letters + slips); end++) {
                int distance = Slips.distance(folded, within.substring(at, end), slips);
                if (distance >= 0) add(text, at, end, Kind.SPELLING, distance, found);
            }
        }
    }

    /** In characters that are simplified where the name's are not, in the other Kana, or the other way round. */
    private void variants(FoldedText text, List<Candidate> found) {
        String within = ScriptVariants.unified(text.folded());
        String wanted = ScriptVariants.unified(folded);
        for (int at = within.indexOf(wanted); at >= 0; at = within.indexOf(wanted, at + 1)) {
            int end = at + wanted.length();
            int others = Slips.distance(folded, text.folded().substring(at, end), wanted.length());
            if (others > 0) add(text, at, end, Kind.SPELLING, others, found);
        }
    }

    /** Without the spaces that stand in the name. */
    private void together(FoldedText text, List<Candidate> found) {
        String joined = folded.replaceAll("[ \n\u00b7-]", "");
        if (joined.length() == folded.length() || joined.length() < 2) return;
        String within = text.folded();
        for (int at = within.indexOf(joined); at >= 0; at = within.indexOf(joined, at + joined.length())) {
            add(text, at, at + joined.length(), Kind.SPACING, 0, found);
        }
    }

    /** With spaces or line breaks between its characters. */
    private void spaced(FoldedText text, List<Candidate> found) {
        String within = text.folded();
        for (int start = within.indexOf(folded.charAt(0));
                start >= 0;
                start = within.indexOf(folded.charAt(0), start + 1)) {
            int at = start;
            int spaces = 0;
            int same = 0;
            while (same < folded.length() && at < within.length()) {
                if (within.charAt(at) == folded.charAt(same)) same++;
                else if (within.charAt(at) == ' ' || within.charAt(at) == '\n') spaces++;
                else break;
                at++;
            }
            if (same == folded.length() && spaces > 0) add(text, start, at, Kind.SPACING, spaces, found);
        }
    }

    private void add(FoldedText text, int start, int end, Kind kind, int slips, List<Candidate> found) {
        var span = text.span(start, end);
        if (span != null) found.add(new Candidate(span.start(), span.end(), this, kind, slips));
    }

    /** Whether as many words in a row as it has are the name but for a fifth of its letters. */
    boolean isSpelledAmong(List<WrittenWord> of) {
        if (words.isEmpty()) return false;
        String wanted = spaced(words);
        int most = Slips.allowed(wanted.replace(" ", "").length());
        for (int first = 0; first + words.size() <= of.size(); first++) {
            String found = spaced(of.subList(first, first + words.size()));
            if (Math.abs(found.length() - wanted.length()) <= most && Slips.distance(wanted, found, most) >= 0)
                return true;
        }
        return false;
    }

    private static String spaced(List<WrittenWord> words) {
        return words.stream().map(word -> FoldedText.name(word.written())).collect(Collectors.joining(" "));
    }
}
