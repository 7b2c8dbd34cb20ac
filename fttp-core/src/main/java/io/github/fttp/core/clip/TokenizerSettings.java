package io.github.fttp.core.clip;

import io.github.fttp.core.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings that {@code tokenizer_config.json}, {@code special_tokens_map.json} and {@code added_tokens.json} say. As in
 * transformers each of them may be absent, and the last two count only where the first has no {@code added_tokens_decoder}:
 * Stable Diffusion 2 pads with {@code !} by the map and with the end token by the configuration, and the map is right.
 *
 * @param maxLength tokens of the longest text; {@code Integer.MAX_VALUE} where it isn't given
 * @param added tokens with ids of their own, by id
 */
record TokenizerSettings(
        AddedToken start,
        AddedToken end,
        AddedToken unknown,
        AddedToken padding,
        int maxLength,
        Map<Integer, AddedToken> added) {
    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final Set<String> CLASSES = Set.of("CLIPTokenizer", "CLIPTokenizerFast");

    static TokenizerSettings read(Path folder) {
        Json config = jsonOrEmpty(folder.resolve("tokenizer_config.json"));
        config.optional("tokenizer_class").ifPresent(TokenizerSettings::requireClip);
        boolean isOld = config.optional("added_tokens_decoder").isEmpty();
        Json map = isOld ? jsonOrEmpty(folder.resolve("special_tokens_map.json")) : empty(folder);
        AddedToken start = token("bos_token", START, map, config);
        AddedToken end = token("eos_token", END, map, config);
        AddedToken unknown = token("unk_token", END, map, config);
        AddedToken padding = token("pad_token", END, map, config);
        Map<Integer, AddedToken> added = isOld
                ? old(jsonOrEmpty(folder.resolve("added_tokens.json")), List.of(start, end, unknown, padding))
                : decoder(config.field("added_tokens_decoder"));
        return new TokenizerSettings(start, end, unknown, padding, maxLength(config), added);
    }

    private static Json jsonOrEmpty(Path file) {
        return Files.exists(file) ? Json.checkpoint(file) : empty(file);
    }

    private static Json empty(Path file) {
        return Json.checkpoint(file, new byte[] {'{', '}'});
    }

    private static void requireClip(Json name) {
        if (!CLASSES.contains(name.text())) {
            throw name.refuse("is " + name.found() + ", expected CLIPTokenizer or CLIPTokenizerFast");
        }
    }

    private static AddedToken token(String name, String otherwise, Json... files) {
        for (Json file : files) {
            if (file.optional(name).isPresent()) return AddedToken.of(file.field(name), true);
        }
        return AddedToken.special(otherwise);
    }

    /** A file without it has what Python writes for "no limit", 10^30. */
    private static int maxLength(Json config) {
        if (config.optional("model_max_length").isEmpty()) return Integer.MAX_VALUE;
        Json field = config.field("model_max_length");
        // Start and end need their places.
        if (field.number() < 2) throw field.refuse("is " + field.found() + ", expected at least 2");
        return (int) Math.min(field.number(), Integer.MAX_VALUE);
    }

    private static Map<Integer, AddedToken> decoder(Json decoder) {
        Map<Integer, AddedToken> added = new TreeMap<>();
        for (String id : decoder.names()) {
            if (!id.matches("\\d{1,9}")) throw decoder.field(id).refuse("stands at \"" + id + "\", expected an id");
            added.put(Integer.valueOf(id), AddedToken.of(decoder.field(id), false));
        }
        return added;
    }

    private static Map<Integer, AddedToken> old(Json file, List<AddedToken> special) {
        Map<Integer, AddedToken> added = new TreeMap<>();
        Set<String> names = special.stream().map(AddedToken::content).collect(Collectors.toSet());
        for (String content : file.names()) {
            boolean isSpecial = names.contains(content);
            added.put(
                    file.field(content).count(0), new AddedToken(content, false, false, false, !isSpecial, isSpecial));
        }
        return added;
    }

    /** Start, end, unknown and padding, each once; one of {@link #added} as that says. */
    List<AddedToken> special() {
        Map<String, AddedToken> known =
                added.values().stream().collect(Collectors.toMap(AddedToken::content, token -> token, (a, b) -> a));
        Map<String, AddedToken> special = new TreeMap<>();
        Stream.of(start, end, unknown, padding)
                .forEach(token -> special.putIfAbsent(token.content(), known.getOrDefault(token.content(), token)));
        return List.copyOf(special.values());
    }
}
