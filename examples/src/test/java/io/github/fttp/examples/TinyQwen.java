package io.github.fttp.examples;

import io.github.fttp.core.testing.ByteTokenizer;
import io.github.fttp.core.testing.GoldenCases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Qwen-VL folder of random weights with a token for each byte. */
public final class TinyQwen {
    /** The names of the configuration's special tokens, from id 290 on. */
    private static final List<String> SPECIAL = List.of(
            "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>");

    private TinyQwen() {}

    /**
     * Writes it into a folder, which is made.
     *
     * @param golden the case that it is of
     */
    public static Path write(Path model, String golden) {
        Path from = GoldenCases.folder("fttp-mllm", golden);
        try {
            Files.createDirectories(model);
            for (String name : List.of("config.json", "preprocessor_config.json", "model.safetensors")) {
                Files.write(model.resolve(name), Files.readAllBytes(from.resolve(name)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteTokenizer.write(model.resolve("tokenizer.json"), 290, SPECIAL);
        return model;
    }
}
