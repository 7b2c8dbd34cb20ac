package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.List;
import java.util.Set;

/**
 * Negation of a task vector (Ilharco et al. 2023): {@code theta = theta_0 - alpha (theta_ft - theta_0)}, where {@code theta_ft}
 * is what {@link GradientDescent} on the forget data makes of {@code theta_0}. So a run learns what is to be forgotten, and
 * forgets it in the end.
 *
 * @param alpha at least 0; 1 unless searched for, 0 is the model as it was
 */
public record TaskVector(float alpha) implements TrainingMethod {
    private static final Setting<Float> ALPHA = Setting.atLeast(
                    0, "alpha", "how far weights go back beyond where they were")
            .standard(1f, "the authors");

    /** As {@link Methods} lists it. */
    public static final MethodEntry<TaskVector> ENTRY = new MethodEntry<>(
            "task-vector",
            "Fine-tuning on the forget data, whose change of the weights is turned round in the end.",
            "Ilharco et al. 2023; MUSE, task_vector.py",
            Set.of(Modality.TEXT),
            List.of(ALPHA),
            values -> new TaskVector(values.get(ALPHA)));

    public TaskVector {
        ALPHA.check(alpha);
    }

    @Override
    public String name() {
        return "task vector";
    }

    @Override
    public Set<Need> needs() {
        return Set.of();
    }

    @Override
    public Var loss(Terms terms) {
        return terms.weighted(terms.forget(), (concept, probability) -> 1);
    }

    @Override
    public float changeScale() {
        return -alpha;
    }
}
