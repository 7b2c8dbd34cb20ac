package io.github.fttp.diffusion.method;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.Setting;
import io.github.fttp.core.method.Terms;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.optim.StepProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Forgets as another method does, but so that other words keep their keys and values: only these of cross-attention train, and every
 * step of a weight {@code [out, D]} is multiplied by
 *
 * <pre>{@code P = (I + spare C / c)^-1,  C = mean of e e^T,  c = trace(C) / D}</pre>
 *
 * <p>over states {@code e} that the text encoder has of texts of random tokens of its vocabulary, none of which is of the concept. It takes no data
 * but what is to be forgotten. A direction that no other word's states have is free;
 * along an eigenvector of {@code C} with eigenvalue {@code lambda} steps shrink {@code 1 + spare lambda / c} times. States of start, end and
 * padding count.
 *
 * <p>Not in the paper. AlphaEdit projects edits in closed form onto the null space of what is to stay; a ridge needs no threshold for what
 * belongs to that.
 *
 * @param inner gives the loss
 * @param spare finite and at least 0, how much other words are spared; 0 trains as {@code inner} does
 * @see <a href="https://arxiv.org/abs/2410.02355">AlphaEdit</a>
 */
public record NullSpace(TrainingMethod inner, float spare) implements ProjectedMethod {
    private static final Setting<Float> SPARE =
            Setting.atLeast(0, "spare", "how much other words are spared").standard(10f, "ours");

    /** {@link Fttp}, as {@link io.github.fttp.core.method.Methods} lists it. */
    public static final MethodEntry<NullSpace> FTTP = entry(
            "fttp-null-space",
            "FTTP by keys and values of cross-attention, in steps that spare those of other words.",
            Fttp.ENTRY);

    /** {@link EsdFttp}, likewise. */
    public static final MethodEntry<NullSpace> ESD = entry(
            "fttp-esd-null-space",
            "FTTP with ESD's target by keys and values of cross-attention, in steps that spare those of other words.",
            EsdFttp.ENTRY);

    private static MethodEntry<NullSpace> entry(
            String name, String description, MethodEntry<? extends TrainingMethod> inner) {
        List<Setting<?>> settings = new ArrayList<>(inner.settings());
        settings.add(SPARE);
        return new MethodEntry<>(
                name,
                description,
                "ours, after " + inner.name() + " and AlphaEdit (Fang et al. 2025)",
                Set.of(Modality.IMAGE),
                settings,
                values -> new NullSpace(inner.maker().apply(values), values.get(SPARE)));
    }

    public NullSpace {
        SPARE.check(spare);
    }

    @Override
    public String name() {
        return inner.name() + ", null space";
    }

    @Override
    public Set<Need> needs() {
        return inner.needs();
    }

    @Override
    public boolean ascends() {
        return inner.ascends();
    }

    @Override
    public Var loss(Terms terms) {
        return inner.loss(terms);
    }

    @Override
    public StepProjection projection(double[][] words) {
        return StepProjection.sparing(words, spare);
    }
}
