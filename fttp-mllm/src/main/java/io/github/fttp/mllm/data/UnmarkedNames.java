package io.github.fttp.mllm.data;

import io.github.fttp.core.io.InputException;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.NearMiss;
import io.github.fttp.core.mask.NearMisses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Names in the answers of samples that come near to a concept's names and stay unmarked: they would be trained, not forgotten.
 *
 * @param concept whose names were looked for
 * @param mentions in the order of the samples
 */
public record UnmarkedNames(Concept concept, List<Mention> mentions) {
    /** The most different texts in a message. */
    private static final int LISTED = 12;
    /** The most samples for each text. */
    private static final int SAMPLES = 3;

    public UnmarkedNames {
        mentions = List.copyOf(mentions);
    }

    /**
     * One of them.
     *
     * @param sample the id of the conversation
     */
    public record Mention(String sample, NearMiss miss) {}

    /** Looks through the answers. */
    public static UnmarkedNames of(List<EncodedSample> samples, Concept concept) {
        NearMisses near = NearMisses.of(concept);
        List<Mention> mentions = new ArrayList<>();
        for (EncodedSample sample : samples) {
            for (NearMiss miss : sample.unmarked(near)) mentions.add(new Mention(sample.id(), miss));
        }
        return new UnmarkedNames(concept, mentions);
    }

    /** Looks through the answers of conversations. */
    public static UnmarkedNames in(List<Conversation> conversations, Concept concept) {
        NearMisses near = NearMisses.of(concept);
        List<Mention> mentions = new ArrayList<>();
        for (Conversation conversation : conversations) {
            for (String answer : conversation.answers()) {
                for (NearMiss miss : near.in(answer)) mentions.add(new Mention(conversation.id(), miss));
            }
        }
        return new UnmarkedNames(concept, mentions);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return mentions.isEmpty();
    }

    /** How many there are and which: texts with distance, kind and samples, the first dozen texts. */
    public String listed() {
        Map<String, List<Mention>> byText = new LinkedHashMap<>();
        for (Mention each : mentions) {
            byText.computeIfAbsent(each.miss().quoted(), text -> new ArrayList<>())
                    .add(each);
        }
        String texts = byText.entrySet().stream()
                .limit(LISTED)
                .map(entry ->
                        entry.getKey() + " (" + entry.getValue().get(0).miss().kind() + ", distance "
                                + entry.getValue().get(0).miss().distance() + ", " + samples(entry.getValue()) + ")")
                .collect(Collectors.joining("; "));
        int more = byText.size() - LISTED;
        return mentions.size()
                + (mentions.size() == 1 ? " near miss: " : " near misses: ")
                + texts
                + (more > 0 ? "; and " + more + " other texts" : "");
    }

    private static String samples(List<Mention> of) {
        List<String> ids = of.stream().map(Mention::sample).distinct().toList();
        return (ids.size() == 1 ? "sample " : "samples ") + SampleIds.listed(ids, SAMPLES);
    }

    /**
     * Stops where there are any.
     *
     * @throws Unmarked listing them
     */
    public void requireNone() {
        if (!isEmpty()) throw new Unmarked(this);
    }

    /** Answers name the concept nearly, and nobody allowed it. */
    public static final class Unmarked extends InputException {
        private static final long serialVersionUID = 1L;

        Unmarked(UnmarkedNames names) {
            super("concept \"" + names.concept.name() + "\": the answers have " + names.listed()
                    + ". They are not marked, so they would be trained instead of forgotten: give what names the concept"
                    + " as an alias, or allow near misses");
        }
    }
}
