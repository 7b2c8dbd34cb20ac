package io.github.fttp.metrics.robustness;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.optim.Optimizer;
import io.github.fttp.core.train.Diverged;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How soon ordinary fine-tuning brings back what was forgotten: what is back in a few steps was hidden, not forgotten.
 *
 * @param optimizer that fine-tunes
 * @param batch samples a step, at least 1
 * @param most steps that are tried, at least 1
 */
public record Relearning(Optimizer optimizer, int batch, int most) {
    private static final double LEAST_LOST = 0.01;
    /** As many samples are measured together. */
    private static final int TOGETHER = 16;

    public Relearning {
        Check.atLeast(1, batch, "samples a step of relearning");
        Check.atLeast(1, most, "steps of relearning");
    }

    /**
     * Fine-tunes until half of the conceptual knowledge that was lost is back, then takes back all that it changed. Of words that became improbable that is where their probability is half of what it was.
     *
     * @param trainable the model that forgot
     * @param relearned what it is fine-tuned on, concept and all
     * @param asked what the knowledge is measured on, none of it among {@code relearned}
     * @param before {@link #known} of the untouched model on {@code asked}
     * @return optimiser steps, one more than are tried if it never comes back; nothing where less than a hundredth of the
     *     knowledge was lost, for then there is nothing to bring back
     */
    public <S> OptionalInt steps(TrainableModel<S> trainable, List<S> relearned, List<S> asked, double before) {
        double now = known(trainable, asked);
        if (!(now < before * (1 - LEAST_LOST))) return OptionalInt.empty();
        double enough = (before + now) / 2;
        Map<Parameter, float[]> forgotten = new LinkedHashMap<>();
        trainable.groups().forEach(group -> group.parameters()
                .forEach(each -> forgotten.put(each, each.value().toArray())));
        StopSignal back = new StopSignal();
        try {
            RunSummary end = Unlearner.of(trainable)
                    .method(new GradientDescent())
                    .training(Training.by(optimizer).batch(batch).steps(most))
                    .evaluate(1, step -> {
                        if (known(trainable, asked) >= enough) back.request();
                        return Map.of();
                    })
                    .stopOn(back)
                    .forget(relearned);
            return OptionalInt.of(back.isRequested() ? end.steps() : most + 1);
        } catch (Diverged e) {
            return OptionalInt.of(most + 1);
        } finally {
            forgotten.forEach((parameter, values) -> parameter.value().set(values));
        }
    }

    /** Measures {@link Knowledge#conceptual}, as {@link #steps} does. */
    public static <S> double known(TrainableModel<S> trainable, List<S> asked) {
        return Knowledge.of(trainable, asked, Math.min(asked.size(), TOGETHER)).conceptual();
    }
}
