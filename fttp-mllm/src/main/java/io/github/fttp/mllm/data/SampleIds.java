package io.github.fttp.mllm.data;

import java.util.List;
import java.util.stream.Collectors;

/** The ids of samples in messages. */
public final class SampleIds {
    /** The most ids in a message. */
    private static final int LISTED = 12;

    private SampleIds() {}

    /** The first dozen, and how many more there are. */
    public static String listed(List<String> ids) {
        return listed(ids, LISTED);
    }

    static String listed(List<String> ids, int most) {
        return ids.stream().limit(most).map(id -> '"' + id + '"').collect(Collectors.joining(", "))
                + (ids.size() > most ? " and " + (ids.size() - most) + " more" : "");
    }
}
