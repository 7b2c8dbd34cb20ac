package io.github.fttp.diffusion.compare;

import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.train.Resumption;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.core.train.WeightChange;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.compare.Meter;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.Trace;
import io.github.fttp.metrics.compare.Trial;
import java.util.List;
import java.util.function.Supplier;

/**
 * How every method for images that trains does so in a trial.
 *
 * @param batch samples of a step
 * @param resumption how it goes on
 * @param meter counts what it takes
 */
record ImageTraining(int batch, Resumption resumption, Meter meter) {
    /**
     * Forgets at a constant rate.
     *
     * @param retain asked for only where the method needs it
     * @param trace follows the run, and ends it
     * @return whether it came to its end; false if it was asked to stop
     */
    boolean forget(
            Trial trial,
            UnlearningMethod method,
            TrainableUNet trainable,
            List<LatentSample> samples,
            Supplier<List<LatentSample>> retain,
            Trace trace) {
        Setting setting = trial.setting();
        Training course = Training.by(Adam.rate(setting.rate())).batch(batch).seed(trial.draw());
        Unlearner<LatentSample> run = Unlearner.of(trainable)
                .method(method)
                .training(setting.steps() > 0 ? course.steps(setting.steps()) : course);
        if (method.needs().contains(Need.RETAIN_DATA)) run.retain(retain.get());
        resumption.of(run).listen(meter.counting(trainable));
        if (Trace.follows(method)) return trace.follow(run, samples);
        try (WeightChange change = trainable.change()) {
            return trace.strengthen(run, samples, change);
        }
    }
}
