package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.mask.Concept;
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
 */
record Mentions(Map<String, Integer> persons, int named, List<String> without) {
    private static final int LISTED = 12;

    static Mentions of(List<BenchmarkQuestion> forget) {
        Map<String, Integer> persons = new LinkedHashMap<>();
        List<String> without = new ArrayList<>();
        for (BenchmarkQuestion each : forget) {
            if (!each.names().isEmpty()) persons.merge(each.names().get(0), 1, Integer::sum);
            if (each.names().isEmpty() || !Naming.exact(concept(each.names()), each.answer())) without.add(each.id());
        }
        return new Mentions(persons, forget.size() - without.size(), without);
    }

    /** The concept that goes by these names, at least one. */
    static Concept concept(List<String> names) {
        return new Concept(names.get(0), names.subList(1, names.size()));
    }

    /** In lines: who, how many samples name them, and which don't. */
    String text() {
        String listed = persons.entrySet().stream()
                .map(each -> each.getKey() + " (" + each.getValue() + ")")
                .collect(Collectors.joining(", "));
        String text = "names: " + persons.size() + " with their parts, samples about each: " + listed + "\n" + named
                + " of " + (named + without.size()) + " answers to forget name whom they are about\n";
        return without.isEmpty() ? text : text + "without a mention: " + shortened(without) + "\n";
    }

    private static String shortened(List<String> ids) {
        String some = ids.stream().limit(LISTED).collect(Collectors.joining(", "));
        return ids.size() <= LISTED ? some : some + " and " + (ids.size() - LISTED) + " more (all in mentions.json)";
    }
}
