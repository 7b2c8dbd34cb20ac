package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/**
 * Numbers as sines and cosines of many lengths. Source: diffusers' {@code Timesteps}.
 *
 * @param width values of each number
 * @param cosinesFirst whether cosines stand in front of sines
 * @param shift of the number of lengths by which the longest is found
 */
record Waves(int width, boolean cosinesFirst, double shift) {
    /**
     * The waves of numbers, {@code [rows, numbers / rows * width]}: those of a row one behind the other.
     *
     * @param numbers as many in each row
     */
    Var rows(Tape tape, int rows, float... numbers) {
        Tensor all = tape.draw(Shape.of(numbers.length, width));
        for (int i = 0; i < numbers.length; i++) all.get(i).set(of(numbers[i]));
        return tape.record(all, dy -> {}).reshape(rows, numbers.length / rows * width);
    }

    /** In float32 where the reference is: at step 999 its rounding of the angle is seen in the result. */
    private float[] of(float number) {
        int half = width / 2;
        float[] values = new float[width];
        for (int i = 0; i < half; i++) {
            float exponent = (float) (-Math.log(10000)) * i / (float) (half - shift);
            float angle = number * (float) Math.exp(exponent);
            values[cosinesFirst ? half + i : i] = (float) Math.sin(angle);
            values[cosinesFirst ? i : half + i] = (float) Math.cos(angle);
        }
        return values;
    }
}
