package io.github.fttp.metrics.benchmark;

import java.util.List;

/**
 * A share of TOFU's authors that is forgotten, as it and what builds on it name their configurations.
 *
 * @param percent in two digits
 */
record TofuSplit(String percent) {
    /** The shares that there are, in words. */
    static final String FORGETS = "01, 05 or 10 percent of the authors (default 10)";

    /** Takes the share that is asked for. */
    static TofuSplit of(BenchmarkRequest request) {
        return new TofuSplit(request.oneOf(List.of("10", "05", "01")));
    }

    /** The configuration to forget. */
    String forget() {
        return "forget" + percent;
    }

    /** The configuration of all others. */
    String retain() {
        return "retain" + (100 - Integer.parseInt(percent));
    }

    /** The split in words: the share of the authors that is forgotten, and how many these are. */
    String text(long authors) {
        return percent + " % of the authors, " + authors;
    }
}
