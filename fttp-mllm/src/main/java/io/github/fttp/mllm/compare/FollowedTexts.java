package io.github.fttp.mllm.compare;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.io.BadData;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.ConceptFiles;
import io.github.fttp.metrics.compare.SampleContents;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.compare.Until;
import io.github.fttp.metrics.knowledge.HeldOut;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.evaluate.Question;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the runs on one concept of files are followed on: its validation data, or else a share that is held out of the data to
 * forget; and a share of the data to keep. Nothing is held out where runs make all their steps. Whatever is held out is neither
 * trained on nor asked, in whatever file it stands.
 *
 * @param heldOut of each file of conversations
 * @param named questions whose answers name the concept
 * @param others of the data to keep
 */
record FollowedTexts(Map<Path, HeldOut> heldOut, List<Question> named, List<Question> others) {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedTexts.class);
    private static final double SHARE = 0.1;

    /**
     * Reads it.
     *
     * @param exchanges tells samples by what is in them
     * @throws BadData if runs end by it and there is none, or if it is not apart from what is trained on or asked
     */
    static FollowedTexts read(
            ComparisonTask task, TaskConcept concept, Exchanges exchanges, ImagePreparation preparation) {
        boolean ends = task.protocol().until() == Until.GONE;
        ConceptFiles files = concept.files();
        Map<String, SampleContents> all = new LinkedHashMap<>();
        files.conversations().forEach((field, file) -> all.put(field, exchanges.of(files, field, file)));
        all.forEach((field, samples) -> {
            if (all.containsKey("validation") && !field.equals("validation")) {
                all.get("validation").requireApart(concept.id(), samples);
            }
        });
        HeldOut ofForget = held(all.get("forget"), ends && files.validation().isEmpty());
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
        Set<String> contents = new HashSet<>(all.get("forget").held(ofForget));
        List<Question> others = List.of();
        if (files.retain().isPresent()) {
            HeldOut ofRetain = held(all.get("retain"), ends);
            contents.addAll(all.get("retain").held(ofRetain));
            others = ofRetain.held(questions(files, files.retain().get(), preparation));
        }
        warnOfTrained(concept, all);
        Map<Path, HeldOut> heldOut = new HashMap<>();
        files.conversations()
                .forEach((field, each) -> heldOut.put(each, without(concept, all.get(field), contents, field)));
        return new FollowedTexts(heldOut, named, others);
    }

    private static HeldOut held(SampleContents samples, boolean any) {
        int all = samples.samples().size();
        return any ? HeldOut.of(all, SHARE, 0) : HeldOut.nothing(all);
    }

    /** Warns where sets of data that methods are not given hold some that they are. */
    private static void warnOfTrained(TaskConcept concept, Map<String, SampleContents> all) {
        Set<String> given = new HashSet<>(all.get("forget").contents());
        if (all.containsKey("retain")) given.addAll(all.get("retain").contents());
        for (DataSet set : List.of(DataSet.GENERALITY, DataSet.NATURAL, DataSet.UNSEEN)) {
            SampleContents asked = all.get("eval." + set.name());
            if (asked == null || asked.without(given).isEmpty()) continue;
            LOG.warn(
                    "concept {}, {}: {} are among those that methods are given to forget or to keep",
                    concept.id(),
                    asked.field(),
                    asked.without(given));
        }
    }

    private static HeldOut without(TaskConcept concept, SampleContents samples, Set<String> contents, String field) {
        HeldOut without = samples.without(contents);
        if (without.isEmpty()) return without;
        if (without.numbers().size() == without.of()) {
            throw new BadData(
                    "concept " + concept.id(),
                    field + " has nothing but what is held out to follow runs by, expected other samples too");
        }
        LOG.info("concept {}, {}: {} are held out to follow runs by", concept.id(), field, without);
        return without;
    }

    private static List<Question> questions(ConceptFiles files, Path file, ImagePreparation preparation) {
        return Question.read(file, files.images(file), preparation, Decoding.REFERENCE);
    }

    /** Leaves out of a file's samples what runs are followed on. */
    <T> List<T> apart(Path file, List<T> samples) {
        return heldOut.get(file).training(samples);
    }
}
