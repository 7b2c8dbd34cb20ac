package io.github.fttp.core.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.List;

/** A tokenizer with a token for each byte, as byte-level tokenizers spell them, beside those of a chat. */
public final class ByteTokenizer {
    private ByteTokenizer() {}

    /**
     * Writes its {@code tokenizer.json}.
     *
     * @param first id of the first of the special tokens, at most 256; bytes have those in front and behind
     * @param special tokens that are never split
     */
    public static void write(Path file, int first, List<String> special) {
        ObjectNode root = Json.object().put("version", "1.0");
        var added = root.putArray("added_tokens");
        ObjectNode bytes = root.putObject("pre_tokenizer")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", true);
        root.set("decoder", bytes.deepCopy());
        ObjectNode model = root.putObject("model").put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        model.putArray("merges");
        for (int i = 0; i < special.size(); i++) {
            vocabulary.put(special.get(i), first + i);
            added.addObject()
                    .put("id", first + i)
                    .put("content", special.get(i))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        for (int b = 0, others = 0; b < 256; b++) {
            boolean shown = b >= 33 && b <= 126 || b >= 161 && b <= 172 || b >= 174;
            vocabulary.put(Character.toString(shown ? b : 256 + others++), b < first ? b : b + special.size());
        }
        Json.write(file, root);
    }
}
