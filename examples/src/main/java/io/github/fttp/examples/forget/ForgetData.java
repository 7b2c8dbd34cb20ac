package io.github.fttp.examples.forget;

import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.method.Need;
import io.github.fttp.examples.ConceptOptions;
import io.github.fttp.examples.DataOptions;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.UnmarkedNames;
import io.github.fttp.mllm.llava.LlavaFolder;
import io.github.fttp.mllm.llava.SampleWithImages;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The samples of a run as the model takes them.
 *
 * @param conversations as they were read
 * @param samples the same, encoded, with their images
 * @param retain to keep; empty where none were given
 * @param alternatives other answers to the same questions; empty where the method asks for none
 * @param digests SHA-256 of the files, for a checkpoint not to be resumed with others
 */
record ForgetData(
        List<Conversation> conversations,
        List<SampleWithImages> samples,
        List<SampleWithImages> retain,
        List<SampleWithImages> alternatives,
        List<String> digests) {

    static ForgetData read(
            DataOptions data,
            ConceptOptions what,
            SampleOptions how,
            TrainingOptions training,
            LlavaFolder folder,
            PrintWriter err) {
        SampleEncoder encoder = folder.encoder(data.template());
        ImageProcessor processor = how.pad ? folder.processor().paddedToSquare() : folder.processor();
        List<Conversation> conversations = data.read();
        List<EncodedSample> forget =
                encoder.forgetSet(conversations, what.concept(), what.matching(), how.allowWithout);
        what.warnOfMissing(
                conversations.stream().flatMap(each -> each.answers().stream()).toList(), err);
        UnmarkedNames unmarked = UnmarkedNames.of(forget, what.concept());
        if (!how.allowNearMisses) unmarked.require("or go on with --allow-near-misses");
        if (!unmarked.isEmpty()) {
            err.println("the answers have " + unmarked.listed() + ". They are trained, not forgotten");
            err.flush();
        }
        List<EncodedSample> retain = how.retain().stream()
                .flatMap(file -> LlavaConversations.read(file, how.retainImages(data.images())).stream())
                .map(encoder::encode)
                .toList();
        List<EncodedSample> alternatives = training.needs(Need.ALTERNATIVE_ANSWERS)
                ? how.alternatives().to(conversations, training.seed).stream()
                        .map(encoder::encode)
                        .toList()
                : List.of();
        return new ForgetData(
                conversations,
                LlavaFolder.withImages(cut(forget, how.maxTokens, encoder.imageToken()), processor, data.decoding()),
                LlavaFolder.withImages(cut(retain, how.maxTokens, encoder.imageToken()), processor, data.decoding()),
                LlavaFolder.withImages(
                        cut(alternatives, how.maxTokens, encoder.imageToken()), processor, data.decoding()),
                Stream.of(data.data(), how.retain, how.alternatives)
                        .filter(Objects::nonNull)
                        .map(Digest::of)
                        .toList());
    }

    /** All samples without their images, those to keep too. */
    List<EncodedSample> encoded() {
        return Stream.of(samples, retain, alternatives)
                .flatMap(List::stream)
                .map(SampleWithImages::text)
                .toList();
    }

    /** Cuts as LLaVA's collator does, but refuses where that would lose an image or the whole answer. */
    private static List<EncodedSample> cut(List<EncodedSample> samples, int most, int imageToken) {
        for (EncodedSample sample : samples) {
            EncodedSample left = sample.truncated(most);
            long images = Arrays.stream(left.inputIds())
                    .filter(id -> id == imageToken)
                    .count();
            if (images < sample.images().size() || left.labelled() == 0 && sample.labelled() > 0) {
                throw new BadData(
                        "sample \"" + sample.id() + "\"",
                        "has " + sample.inputIds().length + " tokens; cut to " + most
                                + " (--max-tokens) it loses its image or its answer");
            }
        }
        return samples.stream().map(sample -> sample.truncated(most)).toList();
    }
}
