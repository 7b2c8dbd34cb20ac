package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Attention;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/**
 * Rotary position embedding (Su et al. 2021) for the positions of one batch: {@code cos} and {@code sin} of {@code
 * position * theta^(-2i/D)}, {@code [B, T, D/2]}. Owns the two tables.
 */
public final class Rope implements Rotation, AutoCloseable {
    private final Tensor cos;
    private final Tensor sin;

    private Rope(Tensor cos, Tensor sin) {
        this.cos = cos;
        this.sin = sin;
    }

    /**
     * @param positions {@code [B][T]}, what stands at padding doesn't matter
     * @param headWidth D, even
     * @param theta base of the frequencies, 10000 in the first Llamas
     */
    public static Rope of(Pool pool, int[][] positions, int headWidth, double theta) {
        int half = headWidth / 2;
        Shape shape = Shape.of(positions.length, positions[0].length, half);
        float[] cos = new float[(int) shape.size()];
        float[] sin = new float[cos.length];
        int at = 0;
        for (int[] sample : positions) {
            for (int position : sample) {
                for (int i = 0; i < half; i++, at++) {
                    // In float32, as the reference: an angle of thousands rounds by 1e-4, which models were trained
                    // with.
                    float frequency = 1 / (float) Math.pow(theta, 2f * i / headWidth);
                    float angle = position * frequency;
                    cos[at] = (float) Math.cos(angle);
                    sin[at] = (float) Math.sin(angle);
                }
            }
        }
        return new Rope(pool.draw(shape).set(cos), pool.draw(shape).set(sin));
    }

    @Override
    public Var turn(Tape tape, Var heads) {
        return Attention.rope(tape, heads, cos, sin);
    }

    @Override
    public void close() {
        cos.close();
        sin.close();
    }
}
