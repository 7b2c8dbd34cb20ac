package io.github.fttp.mllm.data;

import io.github.fttp.core.mask.NearMiss;
import io.github.fttp.core.mask.NearMisses;
import io.github.fttp.core.text.TextSpan;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A conversation as a model takes it. All arrays and lists have one entry a token; {@code <image>} is one token here.
 *
 * @param id of the conversation
 * @param images in the order of their tokens
 * @param prompt the text
 * @param inputIds beginning with the start token
 * @param spans where in the prompt each token stands; the start token at its beginning, without width
 * @param labels the id where the token is to be predicted (answers and their end tokens), {@link #IGNORE} elsewhere; not
 *     shifted
 * @param concept how much of the concept each label carries; 0 where there is no label
 */
public record EncodedSample(
        String id,
        List<Path> images,
        String prompt,
        int[] inputIds,
        List<TextSpan> spans,
        int[] labels,
        float[] concept) {
    /** Stands where there is no label. */
    public static final int IGNORE = -100;

    /** How many labels carry the concept. */
    public int conceptTokens() {
        int count = 0;
        for (float each : concept) if (each > 0) count++;
        return count;
    }

    /** How many labels there are. */
    public int labelled() {
        int count = 0;
        for (int label : labels) if (label != IGNORE) count++;
        return count;
    }

    /** Lists what in the answers comes near to a concept's names while none of its tokens carries the concept. */
    public List<NearMiss> unmarked(NearMisses near) {
        return near.in(prompt).stream().filter(this::isUnmarkedAnswer).toList();
    }

    private boolean isUnmarkedAnswer(NearMiss miss) {
        boolean answered = false;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == IGNORE || !spans.get(i).overlaps(miss.span())) continue;
            if (concept[i] > 0 && spans.get(i).end() <= miss.span().end()) return false;
            answered = true;
        }
        return answered;
    }

    /** The first {@code length} tokens, as LLaVA's collator cuts samples that are too long. */
    public EncodedSample truncated(int length) {
        if (inputIds.length <= length) return this;
        return new EncodedSample(
                id,
                images,
                prompt,
                Arrays.copyOf(inputIds, length),
                spans.subList(0, length),
                Arrays.copyOf(labels, length),
                Arrays.copyOf(concept, length));
    }
}
