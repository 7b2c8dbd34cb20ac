package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Forgets as another method does, but so that inputs which are not of the concept keep what they have: the change of a layer {@code
 * [out, in]} is multiplied by
 *
 * <pre>{@code P = (I + spare C / c)^-1,  C = mean of x x^T,  c = trace(C) / in}</pre>
 *
 * <p>over inputs {@code x} of that layer for data that nobody has to give. A direction that no such input has is free; along an
 * eigenvector of {@code C} with eigenvalue {@code lambda} changes shrink {@code 1 + spare lambda / c} times.
 *
 * <ul>
 *   <li>In images keys and values of cross-attention train alone, by steps that are multiplied by {@code P}; {@code x} are states
 *       that the text encoder has of texts of random tokens of its vocabulary, none of which is of the concept. States of
 *       start, end and padding count.
 *   <li>In text low-rank adapters are {@code B A P}; {@code x} are inputs of each layer for the data to forget with noise in place
 *       of images and random tokens in place of answers and of the concept's tokens. What trains beside adapters, as a projector
 *       does, is not spared.
 * </ul>
 *
 * <p>The loss is {@code inner}'s; the run that trains by it does the sparing. Not in the paper. AlphaEdit projects edits in
 * closed form onto the null space of what is to stay; a ridge needs no threshold for what belongs to that.
 *
 * @param inner gives the loss and the order of the data; it may not scale the change in the end
 * @param spare finite and at least 0, how much other inputs are spared; 0 trains as {@code inner} does
 * @see <a href="https://arxiv.org/abs/2410.02355">AlphaEdit</a>
 */
public record NullSpace(TrainingMethod inner, float spare) implements TrainingMethod {
    /** Inputs of each layer with an adapter that are spared, in text. */
    public static final int INPUTS = 256;

    private static final Setting<Float> SPARE =
            Setting.atLeast(0, "spare", "how much other inputs are spared").standard(10f, "ours");

    /** {@link Fttp}, as {@link Methods} lists it. */
    public static final MethodEntry<NullSpace> FTTP = entry(
            "fttp-null-space",
            "FTTP that spares what is not of the concept: by adapters, in images by keys and values of cross-attention.",
            Fttp.ENTRY);

    /** {@link SpreadFttp}, likewise. */
    public static final MethodEntry<NullSpace> SPREAD = entry(
            "fttp-spread-null-space",
            "Spread FTTP by adapters that spare what is not of the concept.",
            SpreadFttp.ENTRY);

    /** A method that spares other inputs, as {@link Methods} lists it. */
    public static MethodEntry<NullSpace> entry(
            String name, String description, MethodEntry<? extends TrainingMethod> inner) {
        List<Setting<?>> settings = new ArrayList<>(inner.settings());
        settings.add(SPARE);
        return new MethodEntry<>(
                name,
                description,
                "ours, after " + inner.name() + " and AlphaEdit (Fang et al. 2025)",
                inner.modalities(),
                settings,
                values -> new NullSpace(inner.maker().apply(values), values.get(SPARE)));
    }

    public NullSpace {
        SPARE.check(spare);
        if (inner.changeScale() != 1) {
            throw new IllegalArgumentException(
                    inner.name() + " scales the change in the end: inputs are spared by methods that do not");
        }
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
    public Turns turns(int forget, int retain) {
        return inner.turns(forget, retain);
    }

    @Override
    public Var loss(Terms terms) {
        return inner.loss(terms);
    }
}
