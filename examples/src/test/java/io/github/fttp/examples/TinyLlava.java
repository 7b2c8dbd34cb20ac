package io.github.fttp.examples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.model.LlavaConfig;
import io.github.fttp.mllm.model.LlavaModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Writes a LLaVA folder of random weights as Hugging Face would, small enough for a test. */
public final class TinyLlava {
    private static final int SIDE = 16;

    private TinyLlava() {}

    /**
     * Writes it.
     *
     * @param vocabulary entries of the embedding, the picture's token the last of them
     * @param names from current names of weights to those in the file
     */
    public static void write(Path folder, Path tokenizer, int vocabulary, DType type, UnaryOperator<String> names) {
        try {
            Files.createDirectories(folder);
            Files.copy(tokenizer, folder.resolve("tokenizer.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Json.write(folder.resolve("config.json"), config(vocabulary));
        Json.write(folder.resolve("preprocessor_config.json"), preprocessor());
        try (Engine engine = new OneDnnEngine();
                LlavaModel model =
                        LlavaModel.of(LlavaConfig.read(folder), new RandomWeights(engine.pool(), 5, 0.2, type))) {
            Map<String, Tensor> weights = new TreeMap<>();
            for (Parameter each : model.parameters()) weights.put(names.apply(each.name()), each.value());
            Safetensors.write(folder.resolve("model.safetensors"), weights);
        }
    }

    private static ObjectNode config(int vocabulary) {
        ObjectNode config = Json.object();
        config.put("model_type", "llava").put("image_token_index", vocabulary - 1);
        config.putObject("text_config")
                .put("model_type", "llama")
                .put("hidden_size", 32)
                .put("intermediate_size", 48)
                .put("num_hidden_layers", 2)
                .put("num_attention_heads", 4)
                .put("num_key_value_heads", 2)
                .put("vocab_size", vocabulary);
        config.putObject("vision_config")
                .put("model_type", "clip_vision_model")
                .put("hidden_size", 16)
                .put("intermediate_size", 24)
                .put("num_hidden_layers", 3)
                .put("num_attention_heads", 2)
                .put("image_size", SIDE)
                .put("patch_size", 8);
        return config;
    }

    private static ObjectNode preprocessor() {
        ObjectNode preprocessor = Json.object();
        preprocessor.put("image_processor_type", "CLIPImageProcessor");
        preprocessor.putObject("size").put("shortest_edge", SIDE);
        preprocessor.putObject("crop_size").put("height", SIDE).put("width", SIDE);
        return preprocessor;
    }
}
