package io.github.fttp.core.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.PatternSyntaxException;

/**
 * Settings of low-rank adapters (Hu et al. 2022, "LoRA"), with the meanings of PEFT's {@code LoraConfig}.
 *
 * @param rank at least 1
 * @param alpha finite; the adapter's share is scaled by {@code alpha / rank}
 * @param dropout of the adapter's input while training, in {@code [0, 1)}
 * @param rankStabilized whether to scale by {@code alpha / sqrt(rank)} instead (Kalajdzievski 2023, "rsLoRA")
 * @param targets the layers that get one
 * @param rankPattern ranks of layers that have another one. A key is a regular expression for the end of a layer's name,
 *     from its start or from behind a dot; the first that matches counts
 * @param alphaPattern alphas of layers that have another one, by keys of the same kind
 */
public record Lora(
        int rank,
        double alpha,
        double dropout,
        boolean rankStabilized,
        LoraTargets targets,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern) {
    public Lora {
        requireRank(rank);
        requireAlpha(alpha);
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("LoRA's dropout must be at least 0 and less than 1, was " + dropout);
        }
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
        rankPattern.values().forEach(Lora::requireRank);
        alphaPattern.values().forEach(Lora::requireAlpha);
    }

    private static void requireRank(int rank) {
        if (rank < 1) throw new IllegalArgumentException("the LoRA rank must be at least 1, was " + rank);
    }

    private static void requireAlpha(double alpha) {
        if (!Double.isFinite(alpha)) throw new IllegalArgumentException("LoRA's alpha must be finite, was " + alpha);
    }

    /** Rank and alpha of one layer's adapter. */
    public record Layer(int rank, double alpha) {
        public Layer {
            requireRank(rank);
            requireAlpha(alpha);
        }
    }

    /** Alpha twice the rank and no dropout, on all seven projections of a Llama layer. */
    public static Lora rank(int rank) {
        return new Lora(rank, 2.0 * rank, 0, false, LoraTargets.llamaProjections(), Map.of(), Map.of());
    }

    public Lora alpha(double alpha) {
        return new Lora(rank, alpha, dropout, rankStabilized, targets, rankPattern, alphaPattern);
    }

    public Lora dropout(double dropout) {
        return new Lora(rank, alpha, dropout, rankStabilized, targets, rankPattern, alphaPattern);
    }

    public Lora stabilized() {
        return new Lora(rank, alpha, dropout, true, targets, rankPattern, alphaPattern);
    }

    public Lora on(LoraTargets targets) {
        return new Lora(rank, alpha, dropout, rankStabilized, targets, rankPattern, alphaPattern);
    }

    public Lora rankPattern(Map<String, Integer> rankPattern) {
        return new Lora(rank, alpha, dropout, rankStabilized, targets, rankPattern, alphaPattern);
    }

    public Lora alphaPattern(Map<String, Double> alphaPattern) {
        return new Lora(rank, alpha, dropout, rankStabilized, targets, rankPattern, alphaPattern);
    }

    /**
     * Rank and alpha of each of these layers, in their order.
     *
     * @throws PatternSyntaxException if a key of the patterns is no regular expression
     * @throws IllegalArgumentException if one takes too long to match
     */
    public Map<String, Layer> layers(Iterable<String> modules) {
        return layers(modules, MatchBudget.forAnAdapter());
    }

    Map<String, Layer> layers(Iterable<String> modules, MatchBudget budget) {
        ModulePatterns<Integer> ranks = new ModulePatterns<>(rankPattern, budget);
        ModulePatterns<Double> alphas = new ModulePatterns<>(alphaPattern, budget);
        Map<String, Layer> layers = new LinkedHashMap<>();
        for (String module : modules) layers.put(module, new Layer(ranks.of(module, rank), alphas.of(module, alpha)));
        return layers;
    }

    /** The factor of a layer's adapter: {@code alpha / rank} or {@code alpha / sqrt(rank)}, its own. */
    public float scale(Layer layer) {
        return (float) (rankStabilized ? layer.alpha() / Math.sqrt(layer.rank()) : layer.alpha() / layer.rank());
    }

    /** In words, such as {@code LoRA of rank 8, alpha 16 on q_proj, v_proj}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("LoRA of rank " + rank + ", alpha " + alpha);
        if (dropout > 0) text.append(", dropout ").append(dropout);
        if (rankStabilized) text.append(", scaled by the root of the rank");
        if (!rankPattern.isEmpty()) text.append(", ranks ").append(rankPattern);
        if (!alphaPattern.isEmpty()) text.append(", alphas ").append(alphaPattern);
        return text + " on " + targets;
    }
}
