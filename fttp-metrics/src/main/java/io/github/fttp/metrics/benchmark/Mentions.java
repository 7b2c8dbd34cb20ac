package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.text.TextSpan;
import io.github.fttp.metrics.text.Naming;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often names occur in the answers to forget.
 *
 * @param persons whole names with the number of samples about each
 * @param named samples whose answer names whom it is about
 * @param without ids of those whose answer does not
 * @param parts of names that are marked by themselves, with the number of answers about their person that have them outside of the
 *     whole name
 * @param words parts of names that are not marked, for they are words as well, with the number of such answers
 */
record Mentions(
        Map<String, Integer> persons,
        int named,
        List<String> without,
        Map<String, Integer> parts,
        Map<String, Integer> words) {
    private static final int LISTED = 12;

    static Mentions of(List<BenchmarkQuestion> forget) {
        Map<String, Integer> persons = new LinkedHashMap<>();
        List<String> without = new ArrayList<>();
        Map<String, Integer> parts = new LinkedHashMap<>();
        Map<String, Integer> words = new LinkedHashMap<>();
        for (BenchmarkQuestion each : forget) {
            if (each.names().isEmpty() || !Naming.exact(concept(each.names()), each.answer())) without.add(each.id());
            if (each.names().isEmpty()) continue;
            String whole = each.names().get(0);
            persons.merge(whole, 1, Integer::sum);
            count(parts, each.names().subList(1, each.names().size()), whole, each.answer());
            count(words, PersonNames.words(whole), whole, each.answer());
        }
        return new Mentions(persons, forget.size() - without.size(), without, parts, words);
    }

    private static void count(Map<String, Integer> counts, List<String> parts, String whole, String answer) {
        List<TextSpan> wholes = Concept.of(whole).occurrences(answer);
        for (String part : parts) {
            boolean apart = Concept.of(part).occurrences(answer).stream().anyMatch(span -> wholes.stream()
                    .noneMatch(each -> each.start() <= span.start() && span.end() <= each.end()));
            counts.merge(part, apart ? 1 : 0, Integer::sum);
        }
    }

    /** The concept that goes by these names, at least one. */
    static Concept concept(List<String> names) {
        return new Concept(names.get(0), names.subList(1, names.size()));
    }

    /** In lines: who, how many samples name them, and which don't. */
    String text() {
        String text = "names: " + persons.size() + ", samples about each: " + listed(persons) + "\n" + named + " of "
                + (named + without.size()) + " answers to forget name whom they are about\n";
        if (!parts.isEmpty()) {
            text += "parts of names, marked too, outside of the whole name in so many answers: " + listed(parts) + "\n";
        }
        if (!words.isEmpty()) {
            text += "not marked, for they are words as well, likewise: " + listed(words)
                    + "; --alias marks one all the same\n";
        }
        return without.isEmpty() ? text : text + "without a mention: " + shortened(without) + "\n";
    }

    private static String listed(Map<String, Integer> counts) {
        return shortened(counts.entrySet().stream()
                .map(each -> each.getKey() + " (" + each.getValue() + ")")
                .toList());
    }

    private static String shortened(List<String> ids) {
        String some = ids.stream().limit(LISTED).collect(Collectors.joining(", "));
        return ids.size() <= LISTED ? some : some + " and " + (ids.size() - LISTED) + " more (all in mentions.json)";
    }
}
