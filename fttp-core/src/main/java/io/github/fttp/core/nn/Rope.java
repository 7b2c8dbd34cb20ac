package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Attention;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/**
 * Rotary position embedding (Su et al. 2021) for the positions of one batch: {@code cos} and {@code sin} of {@code
 * position * theta^(-2i/D)}, {@code [B, T, D/2]}. The two tables live as long as the tape.
 */
public final class Rope implements Rotation {
    private final Tensor cos;
    private final Tensor sin;

    private Rope(Tensor cos, Tensor sin) {
        this.cos = cos;
        this.sin = sin;
    }

    /** The frequencies of the first Llamas: {@code theta^(-2i/D)} for {@code i < D/2}, in float32 as the reference. */
    public static float[] frequencies(int headWidth, double theta) {
        float[] frequencies = new float[headWidth / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = 1 / (float) Math.pow(theta, 2f * i / headWidth);
        }
        return frequencies;
    }

    /**
     * @param positions {@code [B][T]}, what stands at padding doesn't matter
     * @param frequencies half as many as a head is wide
     */
    public static Rope of(Tape tape, int[][] positions, float[] frequencies) {
        return of(tape, new int[][][] {positions}, new int[frequencies.length], frequencies);
    }

    /**
     * Makes the one for places that have several coordinates, such as a row and a column.
     *
     * @param positions {@code [axes][B][T]}
     * @param axes the axis that each frequency turns by
     */
    public static Rope of(Tape tape, int[][][] positions, int[] axes, float[] frequencies) {
        int batch = positions[0].length;
        int length = positions[0][0].length;
        Shape shape = Shape.of(batch, length, frequencies.length);
        float[] cos = new float[(int) shape.size()];
        float[] sin = new float[cos.length];
        int at = 0;
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < length; t++) {
                for (int i = 0; i < frequencies.length; i++) {
                    // In float32, as the reference: an angle of thousands rounds by 1e-4, which models were trained
                    // with.
                    float angle = positions[axes[i]][b][t] * frequencies[i];
                    cos[at] = (float) Math.cos(angle);
                    sin[at] = (float) Math.sin(angle);
                    at++;
                }
            }
        }
        return new Rope(tape.drawKept(shape).set(cos), tape.drawKept(shape).set(sin));
    }

    @Override
    public Var turn(Tape tape, Var heads) {
        return Attention.rope(tape, heads, cos, sin);
    }
}
