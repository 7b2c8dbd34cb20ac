package io.github.fttp.diffusion.conceptworld;

import java.util.List;

/** Samples of a batch as one array. */
final class Samples {
    private Samples() {}

    /** One after the other; all of one length. */
    static float[] joined(List<float[]> samples) {
        int length = samples.get(0).length;
        float[] joined = new float[samples.size() * length];
        for (int i = 0; i < samples.size(); i++) System.arraycopy(samples.get(i), 0, joined, i * length, length);
        return joined;
    }
}
