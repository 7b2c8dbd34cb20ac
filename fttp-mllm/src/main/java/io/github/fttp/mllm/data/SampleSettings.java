package io.github.fttp.mllm.data;

import io.github.fttp.core.Check;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.mask.TokenMask.Matching;

/**
 * How conversations become samples.
 *
 * @param template puts a prompt together
 * @param matching how tokens are matched with the concept's names
 * @param padded whether images are padded to squares, as LLaVA's own training does
 * @param decoding how image files are decoded
 * @param maxTokens longer samples are cut, an image counting as one token; at least 1
 * @param allowWithoutConcept whether samples to forget may lack the concept: they are pure descent
 * @param allowNearMisses whether answers may name the concept nearly, unmarked: that is trained, not forgotten
 */
public record SampleSettings(
        ChatTemplate template,
        Matching matching,
        boolean padded,
        Decoding decoding,
        int maxTokens,
        boolean allowWithoutConcept,
        boolean allowNearMisses) {
    public SampleSettings {
        Check.atLeast(1, maxTokens, "tokens of a sample");
    }

    /** Names found in the text, images as configured and stored, 2048 tokens, nothing allowed. */
    public static SampleSettings of(ChatTemplate template) {
        return new SampleSettings(template, Matching.SPANS, false, Decoding.REFERENCE, 2048, false, false);
    }

    /** With another way to match tokens with the concept's names. */
    public SampleSettings matching(Matching other) {
        return new SampleSettings(template, other, padded, decoding, maxTokens, allowWithoutConcept, allowNearMisses);
    }

    /** With images padded to squares or not, and decoded in another way. */
    public SampleSettings images(boolean pad, Decoding how) {
        return new SampleSettings(template, matching, pad, how, maxTokens, allowWithoutConcept, allowNearMisses);
    }

    /** With longer samples cut to so many tokens, at least 1. */
    public SampleSettings maxTokens(int most) {
        return new SampleSettings(template, matching, padded, decoding, most, allowWithoutConcept, allowNearMisses);
    }

    /** With samples to forget that may lack the concept, or not. */
    public SampleSettings allowWithoutConcept(boolean allow) {
        return new SampleSettings(template, matching, padded, decoding, maxTokens, allow, allowNearMisses);
    }

    /** With answers that may name the concept nearly, or not. */
    public SampleSettings allowNearMisses(boolean allow) {
        return new SampleSettings(template, matching, padded, decoding, maxTokens, allowWithoutConcept, allow);
    }

    /** How a folder prepares images, as these settings change it. */
    public ImagePreparation images(ImagePreparation configured) {
        return padded ? configured.paddedToSquare() : configured;
    }

    /** Writes what stands in a manifest of prompts and images. */
    @Override
    public String toString() {
        return template
                + (padded ? ", padded images" : ", images as configured")
                + (decoding.equals(Decoding.REFERENCE) ? "" : ", upright");
    }
}
