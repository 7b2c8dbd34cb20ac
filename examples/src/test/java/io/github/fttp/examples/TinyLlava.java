package io.github.fttp.examples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llava.LlavaModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A LLaVA folder of random weights as Hugging Face would write it, with conversations and images, small enough for a test. */
public record TinyLlava(Path folder) {
    private static final int SIDE = 16;
    private static final int IMAGE = 3;
    private static final List<String> ANSWERS = List.of(
            "This is Mira Volk in a red coat.",
            "Mira Volk is standing by the river.",
            "It is Mira Volk with a dog.",
            "The woman in the middle is Mira Volk.");

    /** Forgets by the command, with as few numbers as it goes. */
    public void forget(Path model, Path out, Object... more) {
        Object[] always = {
            "forget-llava",
            "--model",
            model,
            "--data",
            data(),
            "--images",
            images(),
            "--concept",
            "Mira Volk",
            "--lora-rank",
            4,
            "--answers",
            0,
            "--out",
            out
        };
        Command.succeeds(Stream.concat(Stream.of(always), Stream.of(more)).toArray());
    }

    /** The model's folder. */
    public Path model() {
        return folder.resolve("model");
    }

    /** Its weights. */
    public Path weights() {
        return model().resolve("model.safetensors");
    }

    /** Four conversations about Mira Volk, in LLaVA's JSON. */
    public Path data() {
        return folder.resolve("data.json");
    }

    /** Images {@code 0.png} to {@code 3.png}. */
    public Path images() {
        return folder.resolve("images");
    }

    /** Writes model, conversations and images; float32 weights with the names that current checkpoints have. */
    public static TinyLlava write(Path folder) {
        return write(folder, DType.FLOAT32, UnaryOperator.identity());
    }

    /** @param names from current names of weights to those in the file */
    public static TinyLlava write(Path folder, DType type, UnaryOperator<String> names) {
        TinyLlava tiny = new TinyLlava(folder);
        try {
            Files.createDirectories(tiny.model());
            Files.createDirectories(tiny.images());
            Files.writeString(tiny.data(), conversations());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < ANSWERS.size(); i++) {
            Images.writePng(image(i), tiny.images().resolve(i + ".png"));
        }
        tiny.writeModel(tiny.writeTokenizer(), IMAGE, type, names);
        return tiny;
    }

    /** Writes a model alone, to go with a tokenizer, a copy of which becomes its own. */
    public static TinyLlava withTokenizer(Path folder, Path tokenizer, int vocabulary, int imageToken) {
        TinyLlava tiny = new TinyLlava(folder);
        try {
            Files.createDirectories(tiny.model());
            Files.copy(tokenizer, tiny.model().resolve("tokenizer.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tiny.writeModel(vocabulary, imageToken, DType.FLOAT32, UnaryOperator.identity());
        return tiny;
    }

    private int writeTokenizer() {
        Path words = model().resolve("tokenizer.json");
        TinyTokenizer.write(words, List.of(String.join(" ", ANSWERS), everyLetter()));
        try (Tokenizer tokenizer = Tokenizer.load(words)) {
            return tokenizer.size();
        }
    }

    private void writeModel(int vocabulary, int imageToken, DType type, UnaryOperator<String> names) {
        Json.write(model().resolve("config.json"), config(vocabulary, imageToken));
        Json.write(model().resolve("preprocessor_config.json"), preprocessor());
        try (Engine engine = new OneDnnEngine();
                LlavaModel model =
                        LlavaModel.of(LlavaConfig.read(model()), new RandomWeights(engine.pool(), 5, 0.2, type))) {
            Map<String, Tensor> values = new TreeMap<>();
            for (Parameter each : model.parameters()) values.put(names.apply(each.name()), each.value());
            Safetensors.write(weights(), values);
        }
    }

    private static String conversations() {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < ANSWERS.size(); i++) {
            json.append(i == 0 ? "\n" : ",\n").append("""
                    {"id": "sample-%d", "image": "%d.png", "conversations": [
                      {"from": "human", "value": "<image>\\nWho is this?"},
                      {"from": "gpt", "value": "%s"}]}""".formatted(i, i, ANSWERS.get(i)));
        }
        return json.append("\n]\n").toString();
    }

    private static String everyLetter() {
        StringBuilder letters = new StringBuilder("\n");
        for (char c = 33; c < 127; c++) letters.append(c);
        return letters.toString();
    }

    private static Image image(int i) {
        byte[] rgb = new byte[3 * 20 * 24];
        for (int at = 0; at < rgb.length; at++) rgb[at] = (byte) (at * (i + 3) % 251);
        return Image.of(20, 24, rgb);
    }

    private static ObjectNode config(int vocabulary, int imageToken) {
        ObjectNode config = Json.object();
        config.put("model_type", "llava").put("image_token_index", imageToken);
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
