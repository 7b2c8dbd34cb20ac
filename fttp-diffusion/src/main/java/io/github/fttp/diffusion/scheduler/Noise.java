package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;
import java.util.SplittableRandom;

/** Where the standard normal noise of a run comes from. */
@FunctionalInterface
public interface Noise {
    /** New values, independent of all before. */
    float[] draw(int size);

    /** Draws the same values in every run with this seed. Used by one thread. */
    static Noise seeded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return size -> {
            Check.atLeast(0, size, "size");
            float[] values = new float[size];
            for (int i = 0; i < size; i++) values[i] = (float) random.nextGaussian();
            return values;
        };
    }
}
