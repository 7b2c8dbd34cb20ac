package io.github.fttp.examples;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.text.BpeTrainer;
import java.nio.file.Path;
import java.util.List;

/** A tokenizer learnt from a few sentences. */
public final class TinyTokenizer {
    private static final List<String> SPECIAL = List.of("<unk>", "<s>", "</s>", "<image>");

    private TinyTokenizer() {}

    /** Writes its {@code tokenizer.json}; {@code <image>} has id 3. */
    public static void write(Path file, List<String> texts) {
        Json.write(file, BpeTrainer.learn(texts, SPECIAL, 60));
    }
}
