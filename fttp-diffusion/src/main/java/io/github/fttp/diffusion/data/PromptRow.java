package io.github.fttp.diffusion.data;

import io.github.fttp.diffusion.data.Prompts.Prompt;
import java.util.Map;

/**
 * A prompt and what its entry says beside it, which may name the image under a name that is not known, see {@link ImageColumn}.
 *
 * @param fields texts and whole numbers by the names of their columns, in the file's order
 */
record PromptRow(Prompt prompt, Map<String, String> fields) {
    /** A prompt alone. */
    static PromptRow of(Prompt prompt) {
        return new PromptRow(prompt, Map.of());
    }

    /** The prompt, of the image that a column names; of none where the entry lacks it. */
    Prompt named(String column) {
        return new Prompt(
                prompt.place(), prompt.text(), fields.getOrDefault(column, "").strip(), prompt.seed());
    }
}
