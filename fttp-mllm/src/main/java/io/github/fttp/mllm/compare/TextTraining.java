package io.github.fttp.mllm.compare;

import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.Schedule;
import io.github.fttp.core.train.Resumption;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.train.TrainableConversations;
import java.util.Set;
import java.util.TreeSet;

/**
 * How every method for text trains in a trial.
 *
 * @param batch samples of a step
 * @param resumption how it goes on
 */
record TextTraining(int batch, Resumption resumption) {
    /**
     * Forgets.
     *
     * @param exam gives the samples that the method needs
     */
    RunSummary forget(
            Trial trial,
            UnlearningMethod method,
            TrainableConversations trainable,
            TextExam exam,
            RunListener listener) {
        Unlearner<SampleWithImages> run = Unlearner.of(trainable)
                .method((TrainingMethod) method)
                .optimizer(AdamW.rate(trial.setting().rate()).decay(0))
                .schedule(Schedule.cosine(0.03))
                .clip(1)
                .batch(batch)
                .steps(trial.setting().steps())
                .seed(trial.draw())
                .listen(listener);
        if (method.needs().contains(Need.RETAIN_DATA)) run.retain(exam.retain());
        if (method.needs().contains(Need.ALTERNATIVE_ANSWERS)) run.alternatives(exam.alternatives());
        return resumption.of(run).forget(exam.forget());
    }

    /** Names what a method is given beside the samples to forget, in words. */
    static Set<String> given(UnlearningMethod method) {
        Set<String> given = new TreeSet<>();
        for (Need need : method.needs()) {
            switch (need) {
                case RETAIN_DATA -> given.add("retain data");
                case BASE_MODEL -> given.add("base model");
                case CONCEPT_MASK -> given.add("concept mask");
                case ALTERNATIVE_ANSWERS -> given.add("refusals");
                case LABEL_TOKENS -> {}
                case ANCHOR_PROMPT, EMPTY_PROMPT, OWN_SAMPLES, SALIENCY_MASK ->
                    throw new IllegalStateException(need + " for text");
            }
        }
        return given;
    }
}
