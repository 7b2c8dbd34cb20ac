package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.tensor.Tensor;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Which weights may change, 0 or 1 each, by the names of their parameters: a bit a weight. Immutable. */
public final class WeightMask {
    private static final WeightMask ALL = new WeightMask(Map.of());
    /** Half of the bits of a magnitude: the upper half chooses a bin, the lower one a place in it. */
    private static final int HALF = 16;

    private final Map<String, BitSet> ones;

    private WeightMask(Map<String, BitSet> ones) {
        this.ones = ones;
    }

    /** Every weight of every parameter. */
    public static WeightMask all() {
        return ALL;
    }

    /** The weights whose bit is set, of the parameters that are named. */
    public static WeightMask of(Map<String, BitSet> ones) {
        Map<String, BitSet> copies = new TreeMap<>();
        ones.forEach((name, bits) -> copies.put(name, (BitSet) bits.clone()));
        return new WeightMask(copies);
    }

    /**
     * The weights with the largest gradients in magnitude, of all parameters together: {@code floor(ratio * n)} of {@code n}.
     * Weights without a gradient count as 0. Of equal ones the first are taken.
     *
     * @param ratio from 0 to 1
     * @throws BadData if a gradient is not finite
     */
    public static WeightMask largest(List<Parameter> parameters, double ratio) {
        long size = parameters.stream()
                .mapToLong(parameter -> parameter.value().shape().size())
                .sum();
        long left = (long) (ratio * size);
        if (left == 0) return of(parameters, Integer.MAX_VALUE, 0);
        // The left-th largest magnitude in two passes over the gradients, without a sorted copy of them: as integers,
        // the
        // bits of floats from 0 on are in the order of their values.
        long[] bins = new long[1 << HALF];
        eachMagnitude(parameters, (name, i, bits) -> bins[bits >>> HALF]++);
        int upper = bins.length - 1;
        while (bins[upper] < left) left -= bins[upper--];
        int bin = upper;
        long[] places = new long[1 << HALF];
        eachMagnitude(parameters, (name, i, bits) -> {
            if (bits >>> HALF == bin) places[bits & (1 << HALF) - 1]++;
        });
        int lower = places.length - 1;
        while (places[lower] < left) left -= places[lower--];
        return of(parameters, bin << HALF | lower, left);
    }

    /** Magnitudes above {@code threshold}, and the first {@code ties} that are equal to it. */
    private static WeightMask of(List<Parameter> parameters, int threshold, long ties) {
        Map<String, BitSet> ones = new HashMap<>();
        parameters.forEach(parameter -> ones.put(parameter.name(), new BitSet()));
        long[] equal = {0};
        eachMagnitude(parameters, (name, i, bits) -> {
            if (bits > threshold || bits == threshold && equal[0]++ < ties)
                ones.get(name).set(i);
        });
        return of(ones);
    }

    private interface Visitor {
        /** @param bits of the magnitude, as {@link Float#floatToRawIntBits} has them */
        void visit(String parameter, int i, int bits);
    }

    private static void eachMagnitude(List<Parameter> parameters, Visitor visitor) {
        for (Parameter parameter : parameters) {
            int size = Math.toIntExact(parameter.value().shape().size());
            float[] gradient = parameter.gradient().map(Tensor::toArray).orElseGet(() -> new float[size]);
            for (int i = 0; i < size; i++) {
                if (!Float.isFinite(gradient[i])) {
                    throw new BadData("gradient of " + parameter.name(), "is " + gradient[i] + " at weight " + i);
                }
                visitor.visit(parameter.name(), i, Float.floatToRawIntBits(Math.abs(gradient[i])));
            }
        }
    }

    /** Whether a weight may change. */
    public boolean allows(String parameter, int weight) {
        return this == ALL || ones.get(parameter).get(weight);
    }

    /** How many weights may change, of those that are named. */
    public long count() {
        return ones.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** Sets the gradient of what may not change to 0. */
    public void apply(Parameter parameter) {
        if (this == ALL) return;
        BitSet bits = ones.get(parameter.name());
        parameter.gradient().ifPresent(gradient -> {
            float[] values = gradient.toArray();
            for (int i = bits.nextClearBit(0); i < values.length; i = bits.nextClearBit(i + 1)) values[i] = 0;
            gradient.set(values);
        });
    }

    /** Applies it in front of what is done with each parameter. */
    public Consumer<Parameter> before(Consumer<Parameter> next) {
        return parameter -> {
            apply(parameter);
            next.accept(parameter);
        };
    }

    /**
     * Refuses a mask of another model.
     *
     * @throws BadData if it does not know the parameter, or another of its size
     */
    public void requireKnown(Parameter parameter) {
        if (this == ALL) return;
        BitSet bits = ones.get(parameter.name());
        if (bits == null || bits.length() > parameter.value().shape().size()) {
            throw new BadData("saliency mask", "does not fit " + parameter);
        }
    }

    /** Enough to tell two masks apart in a run's settings. */
    @Override
    public String toString() {
        return this == ALL ? "all weights" : count() + " weights, " + Integer.toHexString(ones.hashCode());
    }
}
