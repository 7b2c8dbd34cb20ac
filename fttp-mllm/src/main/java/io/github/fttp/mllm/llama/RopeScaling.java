package io.github.fttp.mllm.llama;

/**
 * How a rotary embedding's frequencies are changed so that a model reads further than it was first trained for. All
 * arithmetic is float32, as in the reference.
 *
 * <p>Source: {@code modeling_rope_utils} of transformers 5.18 (kinds {@code default}, {@code linear}, {@code llama3}).
 */
public sealed interface RopeScaling {
    /** The frequencies as they are. */
    record None() implements RopeScaling {
        @Override
        public float apply(float frequency) {
            return frequency;
        }
    }

    /**
     * All positions closer together.
     *
     * @param factor above 0
     */
    record Linear(double factor) implements RopeScaling {
        @Override
        public float apply(float frequency) {
            return frequency / (float) factor;
        }
    }

    /**
     * Llama 3.1: long waves are stretched, short ones stay, those between are interpolated.
     *
     * @param factor by which long waves are stretched
     * @param lowFactor waves longer than {@code positions / lowFactor} are long
     * @param highFactor waves shorter than {@code positions / highFactor} are short; above {@code lowFactor}
     * @param positions how many the model was first trained on
     */
    record Llama3(double factor, double lowFactor, double highFactor, int positions) implements RopeScaling {
        @Override
        public float apply(float frequency) {
            float wave = (float) (2 * Math.PI) / frequency;
            if (wave > (float) (positions / lowFactor)) return frequency / (float) factor;
            if (wave < (float) (positions / highFactor)) return frequency;
            float smooth = (positions / wave - (float) lowFactor) / (float) (highFactor - lowFactor);
            return (1 - smooth) * frequency / (float) factor + smooth * frequency;
        }
    }

    /** Scales one frequency, in radians a position. */
    float apply(float frequency);
}
