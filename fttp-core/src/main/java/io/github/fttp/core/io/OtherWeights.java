package io.github.fttp.core.io;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The files of a model folder that hold weights as other programs keep them, and their indices. They are never read here; beside
 * weights that have changed they would still be those of before.
 */
public final class OtherWeights {
    private static final Pattern NAME =
            Pattern.compile(".*\\.(bin|pt|pth|ckpt|h5|msgpack|onnx|onnx_data|gguf)(\\.index(\\.[a-z0-9]+)?\\.json)?");

    private OtherWeights() {}

    /** Whether a file is one of them, by its name. */
    public static boolean is(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }
}
