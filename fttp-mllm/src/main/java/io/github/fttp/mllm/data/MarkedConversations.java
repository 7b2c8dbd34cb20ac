package io.github.fttp.mllm.data;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.MarkedText;
import io.github.fttp.core.mask.NearMiss;
import io.github.fttp.core.mask.NearMisses;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.core.text.VisibleText;
import java.util.List;

/**
 * Conversations with the tokens that carry a concept marked, to be looked at before a run.
 *
 * @param samples in their order
 */
public record MarkedConversations(List<Marked> samples) {
    public MarkedConversations {
        samples = List.copyOf(samples);
    }

    /**
     * A conversation as the model reads it.
     *
     * @param near names that come near to the concept's and are not marked
     */
    public record Marked(EncodedSample sample, List<NearMiss> near) {
        public Marked {
            near = List.copyOf(near);
        }

        /** The text for a terminal, under a line of counts. */
        public String ansi() {
            return VisibleText.of(sample.id()) + ": " + sample.conceptTokens() + " of " + sample.labelled() + " labels"
                    + (near.isEmpty() ? "" : ", near misses: " + near.size()) + System.lineSeparator()
                    + MarkedText.ansi(sample.prompt(), sample.spans(), sample.concept(), near);
        }
    }

    /** Marks conversations; no image is read. */
    public static MarkedConversations of(
            List<Conversation> conversations,
            ChatTemplate template,
            Tokenizer tokenizer,
            Concept concept,
            Matching matching) {
        // The image is only shown as a word here, so any id serves.
        SampleEncoder encoder = new SampleEncoder(tokenizer, template, tokenizer.size());
        NearMisses near = NearMisses.of(concept);
        return new MarkedConversations(conversations.stream()
                .map(each -> encoder.encode(each, concept, matching))
                .map(sample -> new Marked(sample, sample.unmarked(near)))
                .toList());
    }

    /** Says how many labels are marked, and how many near misses are not. */
    public String summary() {
        int marked =
                samples.stream().mapToInt(each -> each.sample().conceptTokens()).sum();
        int missed = samples.stream().mapToInt(each -> each.near().size()).sum();
        return marked + " labels of " + samples.size() + " samples are marked; near misses that are not: " + missed;
    }
}
