package io.github.fttp.core.clip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a {@code tokenizer.json} from the files of a folder: from that file itself with the special tokens of the
 * settings, or from {@code vocab.json} and {@code merges.txt}, as transformers puts a {@code CLIPTokenizer} together.
 */
final class ClipVocabulary {
    /** Contractions, letters, single digits, everything else: what is cut further never crosses these. */
    private static final String PIECES = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private static final long MAX_BYTES = 1L << 28;

    private final Json words;
    private final ObjectNode content;
    private final Map<String, Integer> ids = new HashMap<>();

    private ClipVocabulary(Json words, ObjectNode content) {
        this.words = words;
        this.content = content;
        for (String word : words.names()) ids.put(word, words.field(word).count(0));
    }

    /**
     * @return the content, by the name of the file that has the vocabulary
     * @throws BadCheckpoint if a file is missing or damaged, or an id is {@code vocabulary} or above
     */
    static Json read(Path folder, TokenizerSettings settings, int vocabulary) {
        Path whole = folder.resolve("tokenizer.json");
        Path vocab = folder.resolve("vocab.json");
        ClipVocabulary read;
        if (Files.exists(whole)) {
            read = whole(Json.checkpoint(whole));
        } else if (Files.exists(vocab)) {
            read = parts(Json.checkpoint(vocab), folder.resolve("merges.txt"), settings);
        } else {
            throw new BadCheckpoint(folder, "has neither tokenizer.json nor vocab.json with merges.txt");
        }
        read.add(settings);
        read.requireBelow(vocabulary);
        return Json.checkpoint(read.words.file(), read.content.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ClipVocabulary whole(Json json) {
        Json words = json.field("model").field("vocab");
        ObjectNode content = json.node().deepCopy();
        content.remove(List.of("truncation", "padding", "post_processor")); // ClipTokenizer frames the ids
        if (json.optional("added_tokens").isEmpty()) content.putArray("added_tokens");
        ClipVocabulary read = new ClipVocabulary(words, content);
        for (Json token : json.optional("added_tokens").map(Json::items).orElse(List.of())) {
            read.ids.put(token.field("content").text(), token.field("id").count(0));
        }
        return read;
    }

    private static ClipVocabulary parts(Json words, Path merges, TokenizerSettings settings) {
        ObjectNode content = Json.object();
        ClipVocabulary read = new ClipVocabulary(words, content);
        content.put("version", "1.0");
        content.putArray("added_tokens");
        ObjectNode normalizer = content.putObject("normalizer").put("type", "Sequence");
        ArrayNode normalizers = normalizer.putArray("normalizers");
        normalizers.addObject().put("type", "NFC");
        normalizers
                .addObject()
                .put("type", "Replace")
                .put("content", " ")
                .putObject("pattern")
                .put("Regex", "\\s+");
        normalizers.addObject().put("type", "Lowercase");
        ObjectNode cutter = content.putObject("pre_tokenizer").put("type", "Sequence");
        ArrayNode cutters = cutter.putArray("pretokenizers");
        cutters.addObject()
                .put("type", "Split")
                .put("behavior", "Removed")
                .put("invert", true)
                .putObject("pattern")
                .put("Regex", PIECES);
        cutters.add(byteLevel());
        content.set("decoder", byteLevel());
        ObjectNode model = content.putObject("model");
        model.put("type", "BPE")
                .put("unk_token", settings.unknown().content())
                .put("continuing_subword_prefix", "")
                .put("end_of_word_suffix", "</w>")
                .put("fuse_unk", false);
        model.set("vocab", words.node());
        read.addMerges(merges, model.putArray("merges"));
        return read;
    }

    private static ObjectNode byteLevel() {
        return Json.object()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private void addMerges(Path file, ArrayNode merges) {
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty() || line.startsWith("#version")) continue;
            String[] pair = line.split(" ", -1);
            if (pair.length != 2 || pair[0].isEmpty() || pair[1].isEmpty()) {
                throw badMerge(file, i, line, "expected two tokens with a space between them");
            }
            for (String token : new String[] {pair[0], pair[1], pair[0] + pair[1]}) {
                if (!ids.containsKey(token)) {
                    throw badMerge(file, i, line, words.file().getFileName() + " has no token \"" + token + "\"");
                }
            }
            merges.addArray().add(pair[0]).add(pair[1]);
        }
    }

    private static BadCheckpoint badMerge(Path file, int index, String line, String expected) {
        String shown = line.length() <= 60 ? line : line.substring(0, line.offsetByCodePoints(0, 40)) + "...";
        return new BadCheckpoint(file, "line " + (index + 1), "is \"" + shown + "\"", expected);
    }

    private static List<String> lines(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new BadCheckpoint(file, "has " + size + " bytes, expected merges of at most " + MAX_BYTES);
            }
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new BadCheckpoint(file, "is not UTF-8", e);
        } catch (IOException e) {
            throw new BadCheckpoint(file, e);
        }
    }

    /** Adds the tokens of the settings that the content doesn't have as such yet. */
    private void add(TokenizerSettings settings) {
        ArrayNode there = content.withArray("added_tokens");
        settings.added().forEach((id, token) -> {
            int expected = ids.getOrDefault(token.content(), ids.size());
            // The library gives new tokens the next free ids, whatever is written.
            if (id != expected) {
                throw new BadCheckpoint(
                        words.file().resolveSibling("tokenizer_config.json"),
                        "added token \"" + token.content() + "\"",
                        "has id " + id,
                        "the vocabulary has it, or its next free id, at " + expected);
            }
            ids.put(token.content(), id);
            put(there, token);
        });
        for (AddedToken token : settings.special()) {
            if (!ids.containsKey(token.content())) {
                throw new BadCheckpoint(
                        words.file(), "special token \"" + token.content() + "\" is not in the vocabulary");
            }
            put(there, token);
        }
    }

    private void put(ArrayNode there, AddedToken token) {
        for (JsonNode other : there) if (other.path("content").asText().equals(token.content())) return;
        there.add(token.json(ids.get(token.content())));
    }

    private void requireBelow(int vocabulary) {
        ids.forEach((word, id) -> {
            if (id >= vocabulary) {
                throw new BadCheckpoint(
                        words.file(),
                        "token \"" + word + "\"",
                        "has id " + id,
                        "vocab_size in the text encoder's config.json is " + vocabulary);
            }
        });
    }
}
