package io.github.fttp.mllm.forget;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.SampleIds;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The length that samples are cut to, as LLaVA's collator cuts them. Where that would lose an image, the whole answer or all
 * that is to be forgotten, they are refused.
 *
 * @param most tokens of a sample
 * @param imageToken the id that stands for an image
 * @param warn is told how many samples are cut
 */
record TokenLimit(int most, int imageToken, Consumer<String> warn) {
    /**
     * Cuts samples.
     *
     * @param which they are, in words
     * @throws BadData when one loses an image or its answer
     */
    List<EncodedSample> of(String which, List<EncodedSample> samples) {
        return checked(which, samples, truncated(samples), "");
    }

    /**
     * Cuts samples of a concept.
     *
     * @param allowWithout whether some may be without the concept
     * @throws BadData as the others, or when a sample loses all of the concept, or none is left in any
     */
    List<EncodedSample> forget(List<EncodedSample> samples, Concept concept, boolean allowWithout) {
        List<EncodedSample> left = truncated(samples);
        List<String> lost = IntStream.range(0, samples.size())
                .filter(i -> left.get(i).conceptTokens() == 0 && samples.get(i).conceptTokens() > 0)
                .mapToObj(i -> samples.get(i).id())
                .toList();
        if (!lost.isEmpty() && !allowWithout || conceptTokens(left) == 0) {
            throw new BadData("concept \"" + concept.name() + "\"", lost(lost, allowWithout, samples.size()));
        }
        return checked(
                "to forget",
                samples,
                left,
                ", which leaves " + conceptTokens(left) + " of " + conceptTokens(samples) + " tokens of \""
                        + concept.name() + "\"");
    }

    private String lost(List<String> lost, boolean allowWithout, int samples) {
        if (lost.isEmpty()) return "occurs in no answer of the " + samples + " samples that are trained on";
        return "occurs only behind the " + most + " tokens of a sample that were allowed, in these: "
                + SampleIds.listed(lost) + "; allow more tokens"
                + (allowWithout ? "" : ", or allow samples without the concept");
    }

    private List<EncodedSample> truncated(List<EncodedSample> samples) {
        return samples.stream().map(each -> each.truncated(most)).toList();
    }

    private List<EncodedSample> checked(
            String which, List<EncodedSample> samples, List<EncodedSample> left, String leaves) {
        int shorter = 0;
        for (int i = 0; i < left.size(); i++) {
            EncodedSample whole = samples.get(i);
            if (left.get(i).labelled() == 0 && whole.labelled() > 0 || images(left.get(i)) < images(whole)) {
                throw new BadData(
                        "sample \"" + whole.id() + "\"",
                        "has " + whole.inputIds().length + " tokens; cut to the " + most
                                + " tokens that were allowed it loses its image or its answer");
            }
            if (left.get(i) != whole) shorter++;
        }
        if (shorter > 0) {
            warn.accept(shorter + " of " + samples.size() + " samples " + which + " have more than " + most
                    + " tokens and are cut" + leaves);
        }
        return left;
    }

    private long images(EncodedSample sample) {
        return Arrays.stream(sample.inputIds()).filter(id -> id == imageToken).count();
    }

    private static int conceptTokens(List<EncodedSample> samples) {
        return samples.stream().mapToInt(EncodedSample::conceptTokens).sum();
    }
}
