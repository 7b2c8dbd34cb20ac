package io.github.fttp.core.method;

import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The linear layers of feed-forward parts, where transformers are held to keep what they know. */
final class FeedForward {
    /** A feed-forward part's layer, by its name in checkpoints, with the number of its block. */
    private static final Pattern LAYER = Pattern.compile(".*\\.(\\d+)\\.mlp\\.[^.]+");

    private FeedForward() {}

    /** The feed-forward layers of a tower, in its order. */
    static List<Linear> layers(Module tower) {
        return tower.linears().stream()
                .filter(layer -> LAYER.matcher(layer.name()).matches())
                .toList();
    }

    /** Number of the block that such a layer is in. */
    static int block(Linear layer) {
        Matcher named = LAYER.matcher(layer.name());
        if (!named.matches()) throw new IllegalArgumentException(layer.name());
        return Integer.parseInt(named.group(1));
    }
}
