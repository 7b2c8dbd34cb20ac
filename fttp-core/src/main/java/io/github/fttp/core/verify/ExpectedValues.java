package io.github.fttp.core.verify;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.text.TextSpan;
import java.util.Arrays;
import java.util.List;

/** Values as the JSON of cases holds them. */
public final class ExpectedValues {
    private ExpectedValues() {}

    /** Ids as the whole numbers of a tensor. */
    public static long[] wide(int[] ids) {
        return Arrays.stream(ids).asLongStream().toArray();
    }

    /** An array of whole numbers. */
    public static long[] longs(Json array) {
        return array.items().stream()
                .mapToLong(item -> item.whole(Long.MIN_VALUE, Long.MAX_VALUE))
                .toArray();
    }

    /** An array of pairs, the begin and end of each span in code points. */
    public static List<TextSpan> spans(Json array) {
        return array.items().stream()
                .map(pair -> new TextSpan(
                        pair.items().get(0).count(0), pair.items().get(1).count(0)))
                .toList();
    }
}
