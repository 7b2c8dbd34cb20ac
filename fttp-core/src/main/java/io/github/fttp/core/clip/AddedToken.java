package io.github.fttp.core.clip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.Json;

/**
 * A token that is found in a text before it is cut, as the {@code AddedToken} of Hugging Face's tokenizers.
 *
 * @param isLeftStripped whether white space in front belongs to it
 * @param isRightStripped whether white space behind belongs to it
 * @param isSingleWord whether it is found as a whole word only
 * @param isNormalised whether it is looked for in the lower-case text
 * @param isSpecial whether it stands for no text
 */
record AddedToken(
        String content,
        boolean isLeftStripped,
        boolean isRightStripped,
        boolean isSingleWord,
        boolean isNormalised,
        boolean isSpecial) {

    static AddedToken special(String content) {
        return new AddedToken(content, false, false, false, false, true);
    }

    /** @param json the token's text, or an object with flags that are off where they are absent */
    static AddedToken of(Json json, boolean isSpecial) {
        if (!json.node().isObject()) return special(json.text());
        return new AddedToken(
                json.field("content").text(),
                flag(json, "lstrip", false),
                flag(json, "rstrip", false),
                flag(json, "single_word", false),
                flag(json, "normalized", false),
                flag(json, "special", isSpecial));
    }

    private static boolean flag(Json json, String name, boolean otherwise) {
        return json.optional(name).map(Json::flag).orElse(otherwise);
    }

    /** As it stands in {@code added_tokens} of a {@code tokenizer.json}. */
    ObjectNode json(int id) {
        return Json.object()
                .put("id", id)
                .put("content", content)
                .put("single_word", isSingleWord)
                .put("lstrip", isLeftStripped)
                .put("rstrip", isRightStripped)
                .put("normalized", isNormalised)
                .put("special", isSpecial);
    }
}
