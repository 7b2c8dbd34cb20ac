package io.github.fttp.examples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Changes files of a model as somebody might have done. */
public final class ModelFiles {
    private ModelFiles() {}

    /** Changes a configuration. */
    public static void config(Path file, Consumer<ObjectNode> change) {
        ObjectNode config = (ObjectNode) Json.data(file).node();
        change.accept(config);
        Json.write(file, config);
    }

    /** Changes the tensors of a safetensors file. */
    public static void weights(Path file, Consumer<Map<String, Tensor>> change) {
        rewrite(file, Map.of(), change);
    }

    /** Stores all tensors of a safetensors file in one type. */
    public static void types(Path file, String type) {
        Map<String, String> types = new TreeMap<>();
        Safetensors.open(file).names().forEach(name -> types.put(name, type));
        rewrite(file, types, values -> {});
    }

    private static void rewrite(Path file, Map<String, String> types, Consumer<Map<String, Tensor>> change) {
        Safetensors stored = Safetensors.open(file);
        try (Engine engine = new OneDnnEngine()) {
            Map<String, Tensor> values = new TreeMap<>();
            for (String name : stored.names()) values.put(name, stored.tensor(name, engine.pool()));
            change.accept(values);
            Safetensors.write(file, values, types, Map.of("format", "pt"));
        }
    }
}
