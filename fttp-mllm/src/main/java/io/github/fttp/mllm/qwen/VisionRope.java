package io.github.fttp.mllm.qwen;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.nn.Rope;

/** Rotary positions of patches: the first half of the frequencies turns by rows, the second by columns. */
public final class VisionRope {
    private VisionRope() {}

    /**
     * @param rows of the patches, as they lie
     * @param columns likewise
     * @param headSize a multiple of 4
     */
    public static Rope of(Tape tape, int[] rows, int[] columns, int headSize, double theta) {
        int quarter = headSize / 4;
        float[] once = Rope.frequencies(headSize / 2, theta);
        float[] frequencies = new float[2 * quarter];
        int[] axes = new int[2 * quarter];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = once[i % quarter];
            axes[i] = i / quarter;
        }
        return Rope.of(tape, new int[][][] {{rows}, {columns}}, axes, frequencies);
    }
}
