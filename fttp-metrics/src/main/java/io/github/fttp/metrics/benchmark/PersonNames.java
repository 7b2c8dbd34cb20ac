package io.github.fttp.metrics.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names of persons with their parts, as texts use them. */
final class PersonNames {
    /** Words of a name that name nobody by themselves. */
    private static final Set<String> PARTICLES = Set.of(
            "al", "bin", "ibn", "da", "de", "del", "della", "der", "di", "dos", "du", "el", "la", "le", "van", "von",
            "dr", "mr", "mrs", "ms", "prof", "sir", "jr", "sr");

    /** Names that texts about persons have as words as well: months, colours, professions, titles and other frequent ones. */
    private static final Set<String> WORDS = Set.of(
            "april",
            "art",
            "august",
            "baker",
            "banks",
            "best",
            "bill",
            "bird",
            "bishop",
            "black",
            "bond",
            "bright",
            "brown",
            "bush",
            "carpenter",
            "case",
            "chance",
            "chase",
            "church",
            "cook",
            "cross",
            "day",
            "dean",
            "drew",
            "duke",
            "early",
            "earl",
            "east",
            "faith",
            "farmer",
            "field",
            "fields",
            "fine",
            "fisher",
            "fox",
            "frank",
            "free",
            "gay",
            "gold",
            "good",
            "grace",
            "grant",
            "gray",
            "green",
            "grey",
            "guy",
            "hall",
            "hand",
            "head",
            "hill",
            "holiday",
            "hope",
            "house",
            "hunter",
            "joy",
            "judge",
            "june",
            "king",
            "knight",
            "lake",
            "land",
            "lane",
            "law",
            "little",
            "long",
            "love",
            "major",
            "march",
            "mark",
            "mason",
            "may",
            "miller",
            "moon",
            "new",
            "noble",
            "north",
            "old",
            "page",
            "park",
            "parks",
            "peace",
            "penny",
            "pope",
            "power",
            "price",
            "prince",
            "queen",
            "rain",
            "ray",
            "read",
            "rich",
            "ring",
            "rivers",
            "road",
            "rose",
            "rush",
            "sharp",
            "short",
            "singer",
            "small",
            "snow",
            "south",
            "star",
            "stone",
            "storm",
            "street",
            "strong",
            "summer",
            "sweet",
            "swift",
            "true",
            "walker",
            "ward",
            "waters",
            "way",
            "west",
            "white",
            "will",
            "winter",
            "wise",
            "wood",
            "woods",
            "young");

    private static final int SHORTEST = 3;

    /** A title, or an initial in front of one more word of the name; their stops do not end it. */
    private static final String ABBREVIATED =
            "(?<!\\p{L})(?:(?:dr|mr|mrs|ms|prof|st)\\.|\\p{L}\\.(?=\\s*[^\\s.,;\"]+\\s*(?:[.,;\"]|\\R|$)))";

    // With the marks of JSON, of Python's dictionaries and of Markdown around it; an apostrophe may be the name's own.
    private static final Pattern FIELD = Pattern.compile("(?i)\\b(?:full )?name[\"'*]*\\s*:[\\s\"'*]*+((?:"
            + ABBREVIATED + "|'(?!\\s*(?:[,;.}\\])\\n\\r]|$))|[^\\n\\r,;.\"'*]){1,100})");
    private static final String WORD = "\\p{Lu}[\\p{L}'’-]*";
    private static final String NAME = WORD + "(?:\\s+(?:(?:de|da|del|van|von|der|al|bin|la|di)\\s+)*" + WORD + ")+";
    private static final String ARTICLE = "(?:The|An?)\\s+";
    private static final String OPENING = "^(?:Meet |This is |Introducing )?+";
    /** A name that begins with what may be an article is one where a sentence goes on behind it. */
    private static final Pattern BEGIN =
            Pattern.compile(OPENING + "((?!" + ARTICLE + ")" + NAME + "|" + NAME + "(?=\\s*,|\\s+(?:is|was|has)\\b))");

    private static final String BESIDE = "(?!(?:from|in|at|of|near|with|to|by|for|and|or|is|was)\\b)";
    /** Somebody who is called what they are first: an article, a few words that lead nowhere else, the name. */
    private static final Pattern DESCRIBED = Pattern.compile(OPENING + ARTICLE + "(?:" + BESIDE
            + "[\\p{L}'’-]+\\s+){0,3}" + BESIDE + "\\p{Ll}[\\p{L}'’-]*\\s+(" + NAME
            + ")(?![\\p{L}'’-]|\\s+(?:and|or)\\s+\\p{Lu})");

    private static final Pattern RUN = Pattern.compile(WORD + "(?:\\s+" + WORD + ")+");
    /** Rows of a person that its name must occur in, of those that its most frequent run of words occurs in. */
    private static final double OFTEN = 0.6;

    private PersonNames() {}

    /** The whole name, then its parts but those that are words as well; none for a blank one. */
    static List<String> of(String name) {
        Set<String> names = new LinkedHashSet<>();
        String whole = name.strip().replaceAll("\\s+", " ");
        if (!whole.isEmpty()) names.add(whole);
        parts(whole).filter(part -> !isWord(part)).forEach(names::add);
        return List.copyOf(names);
    }

    /** The parts of a whole name that are words as well, which therefore name nobody by themselves. */
    static List<String> words(String whole) {
        return parts(whole).filter(PersonNames::isWord).toList();
    }

    private static boolean isWord(String part) {
        return WORDS.contains(part.toLowerCase(Locale.ROOT));
    }

    /** Without particles and what is shorter than three letters; none of a name that is a single word. */
    private static Stream<String> parts(String whole) {
        return Arrays.stream(whole.split(" "))
                .map(part -> part.replaceAll("^[^\\p{L}\\p{M}\\p{N}]+|[^\\p{L}\\p{M}\\p{N}]+$", ""))
                .filter(part -> part.length() >= SHORTEST && !PARTICLES.contains(part.toLowerCase(Locale.ROOT)))
                .filter(part -> !part.equals(whole));
    }

    /** The name that a biography has in a field "Name", begins with, or has behind what the person is. */
    static Optional<String> in(String biography) {
        Matcher field = FIELD.matcher(biography);
        if (field.find()) return Optional.of(field.group(1).strip());
        return Stream.of(BEGIN, DESCRIBED)
                .map(each -> each.matcher(biography.strip()))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst();
    }

    /**
     * The name that the texts about one person have in common: of the runs of two or more capitalised words the one that occurs in
     * most of them, as long as it is whole.
     */
    static Optional<String> common(List<String> texts) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String text : texts) {
            Set<String> runs = new LinkedHashSet<>();
            Matcher run = RUN.matcher(text);
            while (run.find())
                runs.addAll(parts(run.group().replaceAll("['’]s\\b", "").split("\\s+")));
            runs.forEach(each -> counts.merge(each, 1, Integer::sum));
        }
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (most < 2 && texts.size() > 1) return Optional.empty();
        return counts.entrySet().stream()
                .filter(each -> each.getValue() >= OFTEN * most)
                .max(Comparator.comparingInt((Map.Entry<String, Integer> each) ->
                                each.getKey().length())
                        .thenComparing(Map.Entry::getValue))
                .map(Map.Entry::getKey);
    }

    private static List<String> parts(String... words) {
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < words.length; from++) {
            for (int to = from + 2; to <= words.length; to++) {
                parts.add(String.join(" ", List.of(words).subList(from, to)));
            }
        }
        return parts;
    }
}
