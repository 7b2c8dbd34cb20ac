package io.github.fttp.mllm.compare;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.io.BadData;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.ConceptFiles;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.compare.Until;
import io.github.fttp.metrics.knowledge.HeldOut;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.evaluate.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the runs on one concept of files are followed on: its validation data, or else a share that is held out of the data to
 * forget; and a share of the data to keep. Nothing is held out where runs make all their steps.
 *
 * @param ofForget held out of the data to forget
 * @param ofRetain held out of the data to keep
 * @param named questions whose answers name the concept
 * @param others of the data to keep
 */
record FollowedTexts(HeldOut ofForget, HeldOut ofRetain, List<Question> named, List<Question> others) {
    private static final double SHARE = 0.1;

    /**
     * Reads it.
     *
     * @throws BadData if runs end by it and there is none
     */
    static FollowedTexts read(ComparisonTask task, TaskConcept concept, ImagePreparation preparation) {
        boolean ends = task.protocol().until() == Until.GONE;
        ConceptFiles files = concept.files();
        HeldOut ofForget = held(
                files, Optional.of(files.forget()), ends && files.validation().isEmpty());
        HeldOut ofRetain = held(files, files.retain(), ends);
        Path file = files.validation().orElse(files.forget());
        List<Question> asked = questions(files, file, preparation);
        List<Question> target = files.validation().isPresent() ? asked : ofForget.held(asked);
        List<Question> named = target.stream()
                .filter(each -> Naming.exact(concept.concept(), each.text().answer()))
                .toList();
        if (ends && named.isEmpty()) {
            throw new BadData(
                    "concept " + concept.id(),
                    "has no data that runs can be ended by: no validation data that names it, and held out of its data to"
                            + " forget: " + ofForget);
        }
        List<Question> others = files.retain()
                .map(retain -> ofRetain.held(questions(files, retain, preparation)))
                .orElse(List.of());
        return new FollowedTexts(ofForget, ofRetain, named, others);
    }

    private static HeldOut held(ConceptFiles files, Optional<Path> file, boolean any) {
        int all = file.map(each ->
                        LlavaConversations.read(each, files.images(each)).size())
                .orElse(0);
        return any ? HeldOut.of(all, SHARE, 0) : HeldOut.nothing(all);
    }

    private static List<Question> questions(ConceptFiles files, Path file, ImagePreparation preparation) {
        return Question.read(file, files.images(file), preparation, Decoding.REFERENCE);
    }
}
