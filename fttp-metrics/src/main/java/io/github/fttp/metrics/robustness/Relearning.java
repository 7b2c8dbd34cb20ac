package io.github.fttp.metrics.robustness;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.optim.Optimizer;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.core.train.Trainee;
import io.github.fttp.core.train.Unlearner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How soon ordinary fine-tuning brings back what was forgotten: what is back in a few steps was hidden, not forgotten.
 *
 * @param optimizer that teaches
 * @param batch samples a step, at least 1
 * @param most steps that are tried, at least 1
 */
public record Relearning(Optimizer optimizer, int batch, int most) {
    public Relearning {
        Check.atLeast(1, batch, "samples a step of relearning");
        Check.atLeast(1, most, "steps of relearning");
    }

    /**
     * Teaches until half of the conceptual knowledge that was lost is back, then takes everything back that it taught.
     *
     * @param trainee the model that forgot
     * @param taught what it is taught with, concept and all
     * @param asked what the knowledge is measured on, none of it among {@code taught}
     * @param before {@link Knowledge#conceptual} of the untouched model on {@code asked}
     * @return optimiser steps; 0 if no half of it was lost, one more than are tried if it never comes back
     */
    public <S> int steps(Trainee<S> trainee, List<S> taught, List<S> asked, double before) {
        double now = known(trainee, asked);
        double enough = (before + now) / 2;
        if (now >= enough) return 0;
        Map<Parameter, float[]> forgotten = new LinkedHashMap<>();
        trainee.groups().forEach(group -> group.parameters()
                .forEach(each -> forgotten.put(each, each.value().toArray())));
        StopSignal back = new StopSignal();
        try {
            RunSummary end = Unlearner.of(trainee)
                    .method(new GradientDescent())
                    .optimizer(optimizer)
                    .batch(batch)
                    .steps(most)
                    .evaluate(1, step -> {
                        if (known(trainee, asked) >= enough) back.request();
                        return Map.of();
                    })
                    .stopOn(back)
                    .forget(taught);
            return back.isRequested() ? end.steps() : most + 1;
        } finally {
            forgotten.forEach((parameter, values) -> parameter.value().set(values));
        }
    }

    private static <S> double known(Trainee<S> trainee, List<S> asked) {
        return Knowledge.of(trainee, asked, asked.size()).conceptual();
    }
}
