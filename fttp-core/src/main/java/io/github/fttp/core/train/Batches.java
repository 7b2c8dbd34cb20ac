package io.github.fttp.core.train;

import io.github.fttp.core.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Which samples a step sees: shuffled anew in each epoch, and a function of seed and step alone. */
record Batches<S>(List<S> samples, int batch, int accumulate, long seed) {
    /** The batches of step {@code step}, from 0; the last step of an epoch may have fewer. None without samples. */
    List<List<S>> of(int step) {
        if (samples.isEmpty()) return List.of();
        int perStep = batch * accumulate;
        int perEpoch = (samples.size() + perStep - 1) / perStep;
        List<S> order = shuffled(step / perEpoch);
        int from = step % perEpoch * perStep;
        int to = Math.min(samples.size(), from + perStep);
        return Parts.of(order.subList(from, to), batch);
    }

    /** Fisher and Yates; {@code Collections.shuffle} would tie the result to java.util.Random. */
    private List<S> shuffled(int epoch) {
        SplittableRandom random = new SplittableRandom(mix(seed, epoch));
        List<S> order = new ArrayList<>(samples);
        for (int i = order.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            S other = order.get(j);
            order.set(j, order.get(i));
            order.set(i, other);
        }
        return order;
    }

    /** A seed from a seed and a number, such that neighbours have nothing in common. */
    static long mix(long seed, long number) {
        return new SplittableRandom(seed + 0x9e3779b97f4a7c15L * (number + 1)).nextLong();
    }
}
