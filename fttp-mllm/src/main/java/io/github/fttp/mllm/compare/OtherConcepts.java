package io.github.fttp.mllm.compare;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.metrics.Likeness;
import io.github.fttp.metrics.compare.Collateral;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.TextLikeness;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures what a model knows of every other concept, and how like these are to the one that is to be forgotten. */
final class OtherConcepts {
    /** As many samples of a concept as an exam has, at once. */
    private static final int TOGETHER = 1 << 16;

    private OtherConcepts() {}

    /** Conceptual knowledge of each. */
    static Map<String, Score> known(TextExam exam, VisionLanguageSubject now) {
        Map<String, Score> known = new LinkedHashMap<>();
        exam.others().forEach((other, samples) -> {
            Knowledge knowledge = Knowledge.of(now.trainable(), samples, samples.size());
            known.put(Collateral.known(other.name()), new Score(knowledge.conceptual(), samples.size()));
        });
        return known;
    }

    /** The likeness that the exam knows, and that to the untouched model. */
    static Map<String, Score> likeness(TextExam exam, VisionLanguageSubject untouched) {
        Map<String, Score> likeness = new LinkedHashMap<>(exam.likeness());
        Map<Concept, List<SampleWithImages>> others = exam.others();
        if (others.isEmpty()) return likeness;
        TextLikeness own =
                new TextLikeness(untouched.trainable(), untouched.encoder(), exam.concept(), exam.unseen(), TOGETHER);
        others.forEach((other, samples) -> {
            Likeness like = own.to(other, samples);
            likeness.put(Collateral.likeness(Likeness.SHARED_TOKENS, other.name()), new Score(like.sharedTokens(), 1));
            likeness.put(
                    Collateral.likeness(Likeness.NEARNESS, other.name()), new Score(like.nearness(), samples.size()));
        });
        return likeness;
    }
}
