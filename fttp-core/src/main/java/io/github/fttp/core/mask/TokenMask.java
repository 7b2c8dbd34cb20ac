package io.github.fttp.core.mask;

import io.github.fttp.core.text.TextSpan;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/** Which tokens of a text spell a concept. */
public final class TokenMask {
    private TokenMask() {}

    /** How tokens are matched with names. */
    public enum Matching {
        /** A token carries the concept where its characters overlap an occurrence of a name. */
        SPANS,
        /**
         * A token carries it where it alone, decoded and stripped, equals one word of the names, upper and lower case being
         * different: what the authors' code does. Names of several pieces are missed, common words are hit.
         */
        SINGLE_TOKENS
    }

    /** By {@link Matching#SPANS}: 1 where a token overlaps an occurrence, 0 elsewhere; tokens without width never do. */
    public static float[] bySpans(List<TextSpan> spans, List<TextSpan> occurrences) {
        int length = 0;
        for (TextSpan each : occurrences) length = Math.max(length, each.end());
        BitSet named = new BitSet(length);
        for (TextSpan each : occurrences) named.set(each.start(), each.end());
        float[] mask = new float[spans.size()];
        for (int i = 0; i < mask.length; i++) {
            int first = named.nextSetBit(spans.get(i).start());
            if (first >= 0 && first < spans.get(i).end()) mask[i] = 1;
        }
        return mask;
    }

    /**
     * By {@link Matching#SINGLE_TOKENS}.
     *
     * @param decode the text of one id alone
     */
    public static float[] bySingleTokens(int[] ids, IntFunction<String> decode, Set<String> words) {
        float[] mask = new float[ids.length];
        for (int i = 0; i < mask.length; i++)
            if (words.contains(decode.apply(ids[i]).strip())) mask[i] = 1;
        return mask;
    }
}
