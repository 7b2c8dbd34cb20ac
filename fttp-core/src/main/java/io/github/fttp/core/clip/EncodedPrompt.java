package io.github.fttp.core.clip;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask;
import io.github.fttp.core.text.TextSpan;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A prompt as the text encoder takes it: the start token, the prompt's tokens, the end token, padding.
 *
 * @param text the whole prompt
 * @param ids one a position
 * @param spans where in the prompt each comes from; start, end and padding have no width
 * @param cut the end of the prompt that there was no place for, empty where there was
 */
public record EncodedPrompt(String text, int[] ids, List<TextSpan> spans, String cut) {
    public EncodedPrompt {
        if (ids.length != spans.size())
            throw new IllegalArgumentException(ids.length + " ids, " + spans.size() + " spans");
        ids = ids.clone();
        spans = List.copyOf(spans);
    }

    /** The ids, a copy. */
    @Override
    public int[] ids() {
        return ids.clone();
    }

    /** The position in front of the end token: the prompt's last token, the start token where it is empty. */
    public int last() {
        int end = 1;
        while (end < ids.length && spans.get(end).end() > spans.get(end).start()) end++;
        return end - 1;
    }

    /**
     * The ids of the prompt behind a prefix: as many as without, so that padding, and of a long prompt its end, make room.
     *
     * @param prefix fewer tokens than there are ids but start and end
     */
    public int[] behind(int... prefix) {
        int[] all = ids.clone();
        System.arraycopy(prefix, 0, all, 1, prefix.length);
        System.arraycopy(ids, 1, all, 1 + prefix.length, ids.length - 1 - prefix.length);
        int end = last() + 1 < ids.length ? last() + 1 : ids.length - 1;
        if (end + prefix.length >= ids.length) all[ids.length - 1] = ids[end];
        return all;
    }

    /** The ids of the tokens that spell the concept, in their order; none of what was cut off. */
    public int[] ids(Concept concept) {
        return IntStream.of(positions(concept)).map(i -> ids[i]).toArray();
    }

    /** The positions whose tokens spell the concept, in their order; what was cut off has none. */
    public int[] positions(Concept concept) {
        float[] mask = TokenMask.bySpans(spans, concept.occurrences(text));
        return IntStream.range(0, mask.length).filter(i -> mask[i] > 0).toArray();
    }
}
