package io.github.fttp.metrics.benchmark;

import java.util.List;

/**
 * Answered examples that stand in front of a prompt.
 *
 * @param images of theirs, in order
 * @param prompt that a model is given, up to the turn of the question itself; empty for none
 */
record Examples(List<String> images, String prompt) {
    static final Examples NONE = new Examples(List.of(), "");
}
