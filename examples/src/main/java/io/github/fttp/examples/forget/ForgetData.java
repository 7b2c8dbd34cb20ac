package io.github.fttp.examples.forget;

import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.method.Need;
import io.github.fttp.examples.ConceptOptions;
import io.github.fttp.examples.DataOptions;
import io.github.fttp.examples.EvaluationOptions;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.knowledge.HeldOut;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.UnmarkedNames;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.llava.LlavaFolder;
import io.github.fttp.mllm.llava.SampleWithImages;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The samples of a run as the model takes them.
 *
 * @param conversations as they were read
 * @param samples the same, encoded, with their images
 * @param retain to keep; empty where none were given
 * @param alternatives other answers to the same questions; empty where the method asks for none
 * @param unseen data that is not trained on, to measure on
 * @param heldOut what of the data is among it, in words
 * @param digests SHA-256 of the files, for a checkpoint not to be resumed with others
 */
record ForgetData(
        List<Conversation> conversations,
        List<SampleWithImages> samples,
        List<SampleWithImages> retain,
        List<SampleWithImages> alternatives,
        Map<DataSet, List<Question>> unseen,
        String heldOut,
        List<String> digests) {
    private static final DataSet HELD_FORGET = new DataSet(Role.GENERALITY, "held out");
    private static final DataSet HELD_RETAIN = new DataSet(Role.RETAIN, "held out");

    static ForgetData read(
            DataOptions data,
            ConceptOptions what,
            SampleOptions how,
            TrainingOptions training,
            EvaluationOptions evaluation,
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
        List<Conversation> kept = how.retain().stream()
                .flatMap(file -> LlavaConversations.read(file, how.retainImages(data.images())).stream())
                .toList();
        Map<DataSet, List<Question>> unseen = new LinkedHashMap<>();
        evaluation
                .sets()
                .forEach((set, file) -> unseen.put(
                        set,
                        Question.read(
                                file, EvaluationOptions.images(file, data.images()), processor, data.decoding())));
        HeldOut fromForget = how.heldOut(conversations.size(), has(unseen, Role.GENERALITY), training.seed);
        HeldOut fromRetain = how.heldOut(kept.size(), has(unseen, Role.RETAIN), training.seed);
        hold(unseen, HELD_FORGET, fromForget.held(conversations), processor, data);
        hold(unseen, HELD_RETAIN, fromRetain.held(kept), processor, data);
        unseen.values().stream()
                .flatMap(List::stream)
                .forEach(each -> each.encoded(each.text().answer(), encoder, what.concept(), what.matching()));
        List<EncodedSample> retain =
                fromRetain.training(kept).stream().map(encoder::encode).toList();
        List<EncodedSample> alternatives = training.needs(Need.ALTERNATIVE_ANSWERS)
                ? how.alternatives().to(conversations, training.seed).stream()
                        .map(encoder::encode)
                        .toList()
                : List.of();
        return new ForgetData(
                fromForget.training(conversations),
                LlavaFolder.withImages(
                        cut(fromForget.training(forget), how.maxTokens, encoder.imageToken()),
                        processor,
                        data.decoding()),
                LlavaFolder.withImages(cut(retain, how.maxTokens, encoder.imageToken()), processor, data.decoding()),
                LlavaFolder.withImages(
                        cut(trainingAlternatives(alternatives, fromForget), how.maxTokens, encoder.imageToken()),
                        processor,
                        data.decoding()),
                unseen,
                "held out of the data to forget: " + fromForget
                        + (kept.isEmpty() ? "" : ", of that to keep: " + fromRetain),
                Stream.of(data.data(), how.retain, how.alternatives)
                        .filter(Objects::nonNull)
                        .map(Digest::of)
                        .toList());
    }

    private static boolean has(Map<DataSet, ?> sets, Role role) {
        return sets.keySet().stream().anyMatch(set -> set.role() == role);
    }

    private static void hold(
            Map<DataSet, List<Question>> unseen,
            DataSet name,
            List<Conversation> held,
            ImageProcessor processor,
            DataOptions data) {
        if (!held.isEmpty()) unseen.put(name, Question.of(held, processor, data.decoding()));
    }

    private static List<EncodedSample> trainingAlternatives(List<EncodedSample> alternatives, HeldOut split) {
        return alternatives.isEmpty() ? alternatives : split.training(alternatives);
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
