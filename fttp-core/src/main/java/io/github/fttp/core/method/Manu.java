package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * MANU: neurons of feed-forward parts that answer more strongly to forget data than to retain data are cut off. A neuron is
 * an output {@code z} of a linear layer there; of its values at all positions of all samples, clamped to 1000 in magnitude,
 *
 * <pre>{@code
 * I = (mean |z|, standard deviation of z, sqrt(mean z^2))
 * score = 2 sum over the three of (I_forget / (I_retain + 1e-5) - 1)
 * }</pre>
 *
 * <p>The share {@code alpha} with the highest scores, ranked together over the last {@code blocks} blocks of each tower (image
 * encoder, decoder), has its row of the weight and its bias set to 0. No gradient is computed.
 *
 * <p>Source: franciscoliu/MANU, {@code prune}, whose share of values above 0.1 has weight 0 in the score. There a loop stores all
 * blocks' values under the last three blocks' names, so that scores mix blocks; here each block has its own. There deviations
 * are over samples at each position and then averaged over positions, here over both. There the decoder is shown texts without
 * their images, here with them. As there, padding counts. Layers that a
 * pass goes by, as the encoder's last block in LLaVA, which takes the state in front of it, have no values and stay.
 *
 * @param alpha in {@code [0, 1)}, the share of neurons that is cut off; 0.02 there
 * @param blocks at least 1; 3 there
 * @see <a href="https://arxiv.org/abs/2502.15910">Modality-Aware Neuron Unlearning</a>
 */
public record Manu(float alpha, long blocks) implements WeightEdit {
    private static final String AUTHORS = "the authors";
    private static final float LARGEST = 1000;
    private static final double TINY = 1e-5;

    private static final Setting<Float> ALPHA =
            Setting.between(0, 1, "alpha", "share of neurons that is cut off").standard(0.02f, AUTHORS);
    private static final Setting<Long> BLOCKS = Setting.whole(
                    1, "blocks", "of each tower that are looked at, from the last")
            .standard(3L, AUTHORS);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<Manu> ENTRY = new MethodEntry<>(
            "manu",
            "Neurons that answer more strongly to the forget data than to the retain data are cut off.",
            "Liu et al. 2025 (MANU), prune",
            Set.of(Modality.TEXT),
            List.of(ALPHA, BLOCKS),
            values -> new Manu(values.get(ALPHA), values.get(BLOCKS)));

    public Manu {
        ALPHA.check(alpha);
        BLOCKS.check(blocks);
    }

    @Override
    public String name() {
        return "MANU";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.RETAIN_DATA);
    }

    @Override
    public boolean usesGradients() {
        return false;
    }

    @Override
    public void edit(Passes passes) {
        Set<Parameter> weights = new HashSet<>(passes.weights());
        List<List<Linear>> towers = new ArrayList<>();
        for (Module tower : passes.towers()) {
            List<Linear> layers = lastBlocks(tower).stream()
                    .filter(layer -> weights.contains(layer.weight()))
                    .toList();
            if (!layers.isEmpty()) towers.add(layers);
        }
        if (towers.isEmpty()) throw new BadData("MANU", "finds no feed-forward part among the weights that may change");
        List<Linear> all = towers.stream().flatMap(List::stream).toList();
        List<Activity> forget = activity(passes, Passes.Data.FORGET, all);
        List<Activity> retain = activity(passes, Passes.Data.RETAIN, all);
        int at = 0;
        for (List<Linear> tower : towers) {
            int to = at + tower.size();
            cut(tower, forget.subList(at, to), retain.subList(at, to));
            at = to;
        }
    }

    private List<Linear> lastBlocks(Module tower) {
        List<Linear> layers = FeedForward.layers(tower);
        int last = layers.stream().mapToInt(FeedForward::block).max().orElse(0);
        return layers.stream()
                .filter(layer -> FeedForward.block(layer) > last - blocks)
                .toList();
    }

    /** Sums of a layer's outputs. */
    private static final class Activity {
        private final double[] sum;
        private final double[] magnitudes;
        private final double[] squares;
        private long count;

        Activity(int neurons) {
            sum = new double[neurons];
            magnitudes = new double[neurons];
            squares = new double[neurons];
        }

        /** @param z {@code [.., neurons]} */
        void add(Tensor z) {
            float[] values = z.toArray();
            for (int i = 0; i < values.length; i++) {
                double value = Math.max(-LARGEST, Math.min(LARGEST, values[i]));
                int neuron = i % sum.length;
                sum[neuron] += value;
                magnitudes[neuron] += Math.abs(value);
                squares[neuron] += value * value;
            }
            count += values.length / sum.length;
        }

        double[] importance(int neuron) {
            double mean = sum[neuron] / count;
            double square = squares[neuron] / count;
            return new double[] {
                magnitudes[neuron] / count, Math.sqrt(Math.max(0, square - mean * mean)), Math.sqrt(square)
            };
        }
    }

    private static List<Activity> activity(Passes passes, Passes.Data data, List<Linear> layers) {
        List<Activity> all = new ArrayList<>();
        try {
            for (Linear layer : layers) {
                Activity own = new Activity(layer.weight().value().shape().dim(0));
                all.add(own);
                layer.observe((x, z) -> own.add(z));
            }
            // Asked for their losses, for a model may compute no more than is asked for.
            passes.elements(data, Elements::losses);
        } finally {
            layers.forEach(Linear::unobserve);
        }
        return all;
    }

    private record Neuron(Linear layer, int row, double score) {}

    private void cut(List<Linear> layers, List<Activity> forget, List<Activity> retain) {
        List<Neuron> neurons = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            if (forget.get(i).count == 0 || retain.get(i).count == 0) continue;
            int rows = layers.get(i).weight().value().shape().dim(0);
            for (int row = 0; row < rows; row++) {
                neurons.add(new Neuron(layers.get(i), row, score(forget.get(i), retain.get(i), row)));
            }
        }
        neurons.sort(Comparator.comparingDouble(Neuron::score).reversed());
        neurons.subList(0, (int) (alpha * neurons.size())).forEach(each -> {
            for (Parameter parameter : each.layer().own()) {
                Tensor row = parameter.value().get(each.row());
                row.set(new float[Math.toIntExact(row.shape().size())]);
            }
        });
    }

    private static double score(Activity forget, Activity retain, int neuron) {
        double[] ofForget = forget.importance(neuron);
        double[] ofRetain = retain.importance(neuron);
        double score = 0;
        for (int i = 0; i < ofForget.length; i++) score += 2 * (ofForget[i] / (ofRetain[i] + TINY) - 1);
        return score;
    }
}
