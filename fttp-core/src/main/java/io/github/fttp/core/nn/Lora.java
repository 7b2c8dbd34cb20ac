package io.github.fttp.core.nn;

/**
 * Settings of low-rank adapters (Hu et al. 2022, "LoRA"), with the meanings of PEFT's {@code LoraConfig}.
 *
 * @param rank at least 1
 * @param alpha finite; the adapter's share is scaled by {@code alpha / rank}
 * @param dropout of the adapter's input while training, in {@code [0, 1)}
 * @param rankStabilized whether to scale by {@code alpha / sqrt(rank)} instead (Kalajdzievski 2023, "rsLoRA")
 * @param targets the layers that get one
 */
public record Lora(int rank, double alpha, double dropout, boolean rankStabilized, LoraTargets targets) {
    public Lora {
        if (rank < 1) throw new IllegalArgumentException("the LoRA rank must be at least 1, was " + rank);
        if (!Double.isFinite(alpha)) throw new IllegalArgumentException("LoRA's alpha must be finite, was " + alpha);
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("LoRA's dropout must be at least 0 and less than 1, was " + dropout);
        }
    }

    /** Alpha twice the rank and no dropout, on all seven projections of a Llama layer. */
    public static Lora rank(int rank) {
        return new Lora(rank, 2.0 * rank, 0, false, LoraTargets.llamaProjections());
    }

    public Lora alpha(double alpha) {
        return new Lora(rank, alpha, dropout, rankStabilized, targets);
    }

    public Lora dropout(double dropout) {
        return new Lora(rank, alpha, dropout, rankStabilized, targets);
    }

    public Lora stabilized() {
        return new Lora(rank, alpha, dropout, true, targets);
    }

    public Lora on(LoraTargets targets) {
        return new Lora(rank, alpha, dropout, rankStabilized, targets);
    }

    /** What the adapter's share is multiplied by. */
    public float scale() {
        return (float) (rankStabilized ? alpha / Math.sqrt(rank) : alpha / rank);
    }
}
