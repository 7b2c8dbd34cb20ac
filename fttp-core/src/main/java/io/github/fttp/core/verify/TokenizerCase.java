package io.github.fttp.core.verify;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.core.text.Tokens;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Texts with their ids and, where asked for, spans; with a context length as CLIP takes them. */
final class TokenizerCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        List<String> keys =
                spec.field("compare").items().stream().map(Json::text).toList();
        for (String key : keys) {
            if (!List.of("ids", "spans_codepoint_whole_char").contains(key)) {
                throw spec.field("compare")
                        .refuse("asks for " + key + ", known are ids and spans_codepoint_whole_char");
            }
        }
        boolean special = spec.optional("add_special_tokens").map(Json::flag).orElse(true);
        Optional<Integer> context = spec.optional("context_length").map(length -> length.count(2));
        try (Tokenizer tokenizer =
                Tokenizer.load(folder.resolve(spec.field("tokenizer").text()))) {
            Json golden = Json.data(folder.resolve(spec.field("golden").text()));
            List<Json> items = golden.field("items").items();
            for (int i = 0; i < items.size(); i++) {
                Json item = items.get(i);
                if (skipped(spec, item)) continue;
                String text = item.field("text").text();
                if (keys.contains("ids")) {
                    int[] ids = special
                            ? tokenizer.encodeWithSpecial(text)
                            : tokenizer.encode(text).ids();
                    out.integers(i + ".ids", ExpectedValues.wide(ids), expected(item));
                    if (context.isPresent()
                            && item.has("truncated")
                            && item.field("truncated").flag()) {
                        out.integers(
                                i + ".ids77_pad_eot",
                                ExpectedValues.wide(cut(ids, context.get())),
                                ExpectedValues.longs(item.field("ids77_pad_eot")));
                    }
                }
                if (keys.contains("spans_codepoint_whole_char")) {
                    Tokens tokens = tokenizer.encode(text);
                    out.equal(
                            i + ".spans",
                            tokens.spans(),
                            ExpectedValues.spans(item.field("spans_codepoint_whole_char")));
                }
            }
        }
    }

    private static boolean skipped(Json spec, Json item) {
        Optional<Json> conditions = spec.optional("skip_where");
        if (conditions.isEmpty()) return false;
        for (String name : conditions.get().names()) {
            if (item.has(name)
                    && item.field(name)
                            .node()
                            .equals(conditions.get().field(name).node())) return true;
        }
        return false;
    }

    /** Ids that CLIP's fast tokenizer gives, which is the one behind {@link Tokenizer}, where it differs from the slow one. */
    private static long[] expected(Json item) {
        boolean fastDiffers = item.has("fast_ids")
                && item.has("fast_agrees")
                && !item.field("fast_agrees").flag();
        return ExpectedValues.longs(item.field(fastDiffers ? "fast_ids" : "ids"));
    }

    private static int[] cut(int[] ids, int length) {
        if (ids.length <= length) return ids;
        int[] shorter = Arrays.copyOf(ids, length);
        shorter[length - 1] = ids[ids.length - 1];
        return shorter;
    }
}
