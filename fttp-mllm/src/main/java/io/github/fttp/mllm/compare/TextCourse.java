package io.github.fttp.mllm.compare;

import io.github.fttp.core.train.Knowledge;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.Waypoint;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a run is followed on. The name is asked for only once its probability is at chance: before, it is said.
 *
 * @param named questions whose right answer names the concept
 * @param target the same with their answers, in which the concept is marked
 * @param others samples about other concepts
 * @param known what is known of these: the probability of their names, or where none of them are marked of their words
 * @param chance probability of a whole name that is guessed
 */
record TextCourse(
        VisionLanguageSubject subject,
        List<Question> named,
        List<SampleWithImages> target,
        List<SampleWithImages> others,
        ToDoubleFunction<Knowledge> known,
        double chance) {
    /** Looks at the model as it is. */
    Waypoint at(int step) {
        if (target.isEmpty()) return Waypoint.unseen(step);
        Knowledge ofTarget = knowledge(target);
        double left = Math.max(0, ofTarget.mentionProbability() - chance) / (1 - chance);
        return new Waypoint(
                step,
                left > 0 ? Double.NaN : said(),
                left,
                ofTarget.conceptual(),
                ofTarget.natural(),
                others.isEmpty() ? Double.NaN : known.applyAsDouble(knowledge(others)));
    }

    private Knowledge knowledge(List<SampleWithImages> samples) {
        return Knowledge.of(subject.trainable(), samples, samples.size());
    }

    private double said() {
        return Score.share(subject.answers(named).stream()
                        .map(answer -> Naming.exact(subject.concept(), answer))
                        .toList())
                .value();
    }
}
