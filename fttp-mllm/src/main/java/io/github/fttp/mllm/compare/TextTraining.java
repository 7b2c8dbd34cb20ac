package io.github.fttp.mllm.compare;

import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.Schedule;
import io.github.fttp.core.train.Resumption;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.core.train.WeightChange;
import io.github.fttp.metrics.compare.Meter;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.Trace;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.compare.Until;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.train.TrainableConversations;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How every method for text trains in a trial.
 *
 * @param batch samples of a step
 * @param resumption how it goes on
 * @param meter counts what it takes
 */
record TextTraining(int batch, Resumption resumption, Meter meter) {
    /**
     * Forgets. The rate is constant where forgetting ends the run: a course that falls to the last step would depend on how many
     * there might be. With a number of steps that is known it falls as the authors have it.
     *
     * @param exam gives the samples that the method needs
     * @param trace follows the run, and ends it
     * @return whether it came to its end; false if it was asked to stop
     */
    boolean forget(Trial trial, UnlearningMethod method, TrainableConversations trainable, TextExam exam, Trace trace) {
        Setting setting = trial.setting();
        Training course = Training.by(AdamW.rate(setting.rate()).decay(0))
                .schedule(setting.until() == Until.GONE ? Schedule.constant() : Schedule.cosine(0.03))
                .clip(1)
                .batch(batch)
                .seed(trial.draw());
        Unlearner<SampleWithImages> run = Unlearner.of(trainable)
                .method(method)
                .training(setting.steps() > 0 ? course.steps(setting.steps()) : course);
        if (method.needs().contains(Need.RETAIN_DATA)) run.retain(exam.retain());
        if (method.needs().contains(Need.ALTERNATIVE_ANSWERS)) run.alternatives(exam.alternatives());
        resumption.of(run).listen(meter.counting(trainable));
        if (Trace.follows(method)) {
            List<SampleWithImages> samples = exam.forget();
            return trainable.sparing(method, samples, trial.draw(), () -> trace.follow(run, samples));
        }
        try (WeightChange change = trainable.change()) {
            return trace.strengthen(run, exam.forget(), change);
        }
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
                case ANCHOR_PROMPT, EMPTY_PROMPT, OWN_SAMPLES -> throw new IllegalStateException(need + " for text");
            }
        }
        return given;
    }
}
