package io.github.fttp.mllm.forget;

import io.github.fttp.core.io.Digest;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.knowledge.HeldOut;
import io.github.fttp.metrics.knowledge.UnseenSets;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleIds;
import io.github.fttp.mllm.data.SampleSettings;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.data.UnmarkedNames;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The samples of a run as the model takes them.
 *
 * @param conversations as they were read
 * @param samples the same, encoded, with their images
 * @param retain to keep; empty where none were given
 * @param alternatives other answers to the same questions; empty where the method asks for none
 * @param unseen data that is not trained on, to measure on
 * @param trainedOn those of its sets of which some is trained on all the same
 * @param others concepts that some of it is of, each a {@linkplain DataSet#ofOther set}
 * @param heldOut what of the data is among it, in words
 * @param digest of all samples, for a checkpoint not to be resumed with others
 */
record ForgetData(
        List<Conversation> conversations,
        List<SampleWithImages> samples,
        List<SampleWithImages> retain,
        List<SampleWithImages> alternatives,
        Map<DataSet, List<Question>> unseen,
        Set<DataSet> trainedOn,
        List<Concept> others,
        String heldOut,
        String digest) {
    /** A file with the folder of its images. */
    record Conversations(Path file, Path images) {}

    /**
     * Encodes conversations and reads their images.
     *
     * @param alternatives answers in place of what is to be forgotten, for methods that need them
     * @param evaluation data to measure on, and how much is held out where there is none
     * @param warn is told what is not refused but may be a mistake
     */
    static ForgetData of(
            Concept concept,
            List<Conversation> conversations,
            List<Conversation> retain,
            Optional<List<Conversation>> alternatives,
            UnseenSets<Conversations> evaluation,
            SampleSettings how,
            VisionLanguageFolder folder,
            Consumer<String> warn) {
        List<Concept> named = evaluation.others(concept);
        warnOfNames(conversations, concept, warn);
        warnOfEmptyAnswers(conversations, "to forget", warn);
        warnOfEmptyAnswers(retain, "to keep", warn);
        SampleEncoder encoder = folder.encoder(how.template());
        TokenLimit limit = new TokenLimit(how.maxTokens(), encoder.imageToken(), warn);
        List<EncodedSample> forget =
                encoder.forgetSet(conversations, concept, how.matching(), how.allowWithoutConcept());
        List<String> answers =
                conversations.stream().flatMap(each -> each.answers().stream()).toList();
        for (String name : concept.missingFrom(answers)) {
            warn.accept("\"" + name + "\" occurs in no answer of " + answers.size());
        }
        UnmarkedNames unmarked = UnmarkedNames.of(forget, concept);
        if (!how.allowNearMisses()) unmarked.requireNone();
        if (!unmarked.isEmpty()) {
            warn.accept("the answers have " + unmarked.listed() + ". They are trained, not forgotten");
        }
        ImagePreparation preparation = how.images(folder.images());
        Map<DataSet, List<Question>> unseen = new LinkedHashMap<>();
        evaluation
                .given()
                .forEach((set, from) -> unseen.put(
                        set,
                        Question.answered(
                                from.file(),
                                Question.read(from.file(), from.images(), preparation, how.decoding()),
                                warn)));
        TrainedSamples trained = new TrainedSamples(conversations, retain);
        trained.overlap().ifPresent(warn);
        Set<DataSet> trainedOn = new LinkedHashSet<>();
        unseen.forEach((set, questions) ->
                trained.among(set, questions).ifPresent(found -> warnOf(found, set, trainedOn, warn)));
        HeldOut fromForget = evaluation.heldOut(conversations.size(), Role.GENERALITY);
        HeldOut fromRetain = evaluation.heldOut(retain.size(), Role.RETAIN);
        evaluation.inVain(fromForget, fromRetain).ifPresent(warn);
        TrainedSamples training = new TrainedSamples(fromForget.training(conversations), fromRetain.training(retain));
        training.held(fromForget.held(conversations))
                .ifPresent(found -> warnOf(found, HeldOut.set(Role.GENERALITY), trainedOn, warn));
        training.held(fromRetain.held(retain))
                .ifPresent(found -> warnOf(found, HeldOut.set(Role.RETAIN), trainedOn, warn));
        hold(
                unseen,
                Role.GENERALITY,
                Question.of(answered(fromForget.held(conversations)), preparation, how.decoding()));
        hold(unseen, Role.RETAIN, Question.of(answered(fromRetain.held(retain)), preparation, how.decoding()));
        // What can't be asked is refused now, not after the run.
        unseen.values().stream()
                .flatMap(List::stream)
                .forEach(each -> each.encoded(each.text().answer(), encoder, concept, how.matching()));
        List<SampleWithImages> samples = SampleWithImages.read(
                limit.forget(fromForget.training(forget), concept, how.allowWithoutConcept()),
                preparation,
                how.decoding());
        List<SampleWithImages> kept = SampleWithImages.read(
                limit.of("to keep", encoded(fromRetain.training(retain), encoder)), preparation, how.decoding());
        List<Conversation> others = alternatives.map(fromForget::training).orElse(List.of());
        warnOfLearnt(fromRetain.training(retain), "to keep", concept, warn);
        warnOfLearnt(others, "with other answers", concept, warn);
        List<SampleWithImages> answered = SampleWithImages.read(
                limit.of("with other answers", encoded(others, encoder)), preparation, how.decoding());
        return new ForgetData(
                fromForget.training(conversations),
                samples,
                kept,
                answered,
                unseen,
                trainedOn,
                named,
                HeldOut.words(fromForget, fromRetain),
                digest(samples, kept, answered));
    }

    private static void warnOf(String found, DataSet set, Set<DataSet> trainedOn, Consumer<String> warn) {
        trainedOn.add(set);
        warn.accept(found);
    }

    private static void warnOfNames(List<Conversation> conversations, Concept concept, Consumer<String> warn) {
        List<Conversation> others =
                conversations.stream().filter(each -> each.isOfOthers(concept)).toList();
        if (others.isEmpty()) return;
        warn.accept("the field \"names\" of " + others.size()
                + " samples holds none of the concept's names and is passed over: "
                + others.get(0).names() + " of sample \"" + others.get(0).id() + "\"");
    }

    private static void warnOfEmptyAnswers(List<Conversation> conversations, String what, Consumer<String> warn) {
        long empty = conversations.stream()
                .filter(each -> each.answers().stream().anyMatch(String::isBlank))
                .count();
        if (empty == 0) return;
        warn.accept(empty + " samples " + what + " have an empty answer, by which the model learns to say nothing: no"
                + " question is asked of them");
    }

    /** Warns of answers to learn that name the concept in whatever spelling: a run would learn what it is to forget. */
    private static void warnOfLearnt(List<Conversation> samples, String what, Concept concept, Consumer<String> warn) {
        List<String> naming = samples.stream()
                .filter(sample -> sample.answers().stream()
                        .anyMatch(answer -> !concept.occurrences(answer).isEmpty()))
                .map(Conversation::id)
                .toList();
        if (!naming.isEmpty()) {
            warn.accept("samples " + what + " name \"" + concept.name() + "\" in their answers, which is trained, not"
                    + " forgotten: " + SampleIds.listed(naming));
        }
        UnmarkedNames unmarked = UnmarkedNames.in(samples, concept);
        if (!unmarked.isEmpty()) {
            warn.accept("the answers of the samples " + what + " have " + unmarked.listed()
                    + ". They are trained, not forgotten");
        }
    }

    private static List<Conversation> answered(List<Conversation> held) {
        return held.stream()
                .filter(each -> !each.firstAnswered().answers().get(0).isBlank())
                .toList();
    }

    private static void hold(Map<DataSet, List<Question>> unseen, Role role, List<Question> held) {
        if (!held.isEmpty()) unseen.put(HeldOut.set(role), held);
    }

    private static List<EncodedSample> encoded(List<Conversation> conversations, SampleEncoder encoder) {
        return conversations.stream().map(encoder::encode).toList();
    }

    /** Digests what the model sees, whatever files it came from. */
    @SafeVarargs
    private static String digest(List<SampleWithImages>... sets) {
        Digest digest = new Digest();
        for (List<SampleWithImages> set : sets) {
            digest.add(ints(set.size()));
            for (SampleWithImages sample : set) {
                digest.add(ints(sample.text().inputIds()))
                        .add(ints(sample.text().labels()))
                        .add(sample.text().concept());
                sample.images().forEach(image -> digest.add(image.pixels()));
            }
        }
        return digest.hex();
    }

    private static ByteBuffer ints(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length);
        bytes.asIntBuffer().put(values);
        return bytes;
    }

    /** The data that a run is given, in words. */
    String given() {
        return samples.size() + " samples to forget"
                + (retain.isEmpty() ? "" : ", " + retain.size() + " to keep")
                + (alternatives.isEmpty() ? "" : ", " + alternatives.size() + " with other answers");
    }

    /** All samples, those to keep too. */
    List<SampleWithImages> all() {
        return Stream.of(samples, retain, alternatives).flatMap(List::stream).toList();
    }
}
