package io.github.fttp.diffusion.compare;

import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.train.Resumption;
import io.github.fttp.core.train.Saliency;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.diffusion.method.GuidedAscent;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.compare.Trace;
import io.github.fttp.metrics.compare.Trial;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How every method for images that trains does so in a trial.
 *
 * @param batch samples of a step
 * @param resumption how it goes on
 */
record ImageTraining(int batch, Resumption resumption) {
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
        Unlearner<LatentSample> run = Unlearner.of(trainable)
                .method((TrainingMethod) method)
                .optimizer(Adam.rate(trial.setting().rate()))
                .batch(batch)
                .steps(trial.setting().steps())
                .seed(trial.draw());
        Set<Need> needs = method.needs();
        if (needs.contains(Need.RETAIN_DATA)) run.retain(retain.get());
        if (needs.contains(Need.SALIENCY_MASK)) {
            run.saliency(Saliency.of(new GuidedAscent(7.5f))
                    .batch(batch)
                    .seed(trial.draw())
                    .mask(trainable, samples));
        }
        return trace.follow(resumption.of(run), samples);
    }
}
