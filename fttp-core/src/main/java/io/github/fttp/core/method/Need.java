package io.github.fttp.core.method;

import java.util.Locale;

/** Things that a method asks for beside forget samples; checked before a run begins. */
public enum Need {
    /** Which elements carry the concept. */
    CONCEPT_MASK,
    /** Samples to keep. */
    RETAIN_DATA,
    /** The model as it was; with LoRA the same weights with the adapter off, so without a second copy. */
    BASE_MODEL,
    /** Elements that are label tokens, see {@link TokenElements}: text. */
    LABEL_TOKENS,
    /** Another answer to each forget sample, such as a refusal. */
    ALTERNATIVE_ANSWERS,
    /** The prompt of what shall stand in the concept's place: images only. */
    ANCHOR_PROMPT,
    /** States that the text encoder makes of no text: images only. */
    EMPTY_PROMPT,
    /** Samples that the model itself drew of the concept's prompt, in place of given ones: images only. */
    OWN_SAMPLES;

    /** As a message names it: {@code retain data}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
