package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Dropout;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Low-rank adapters on the linear layers of a model. Their parameters train from the start; the model's own are left as
 * they are, frozen or not. Owns the adapters' memory until {@link #close}.
 */
public final class LoraAdapter implements AutoCloseable {
    private final Lora settings;
    private final List<Linear> layers;
    private final List<LowRank> adapters;
    private boolean ended;

    private LoraAdapter(Lora settings, List<Linear> layers, List<LowRank> adapters) {
        this.settings = settings;
        this.layers = layers;
        this.adapters = adapters;
    }

    /**
     * Attaches adapters whose weights are given: {@code MODULE.lora_A.weight [rank, in]} and {@code MODULE.lora_B.weight
     * [out, rank]} for each layer that is a target, with its own rank.
     *
     * @throws IllegalArgumentException if no layer of {@code model} is one
     */
    public static LoraAdapter attach(Lora settings, Module model, Weights weights) {
        List<String> targets = model.linears().stream()
                .map(Linear::name)
                .filter(settings.targets()::include)
                .toList();
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("no linear layer of the model is called as " + settings.targets());
        }
        return attach(settings, settings.layers(targets), model, weights);
    }

    /**
     * The same for these layers, whatever targets and patterns the settings have: for files that tell rank and alpha layer
     * by layer.
     *
     * @param shapes by the name of the layer
     * @throws IllegalArgumentException if there are none, or the model has no linear layer of one's name
     */
    public static LoraAdapter attach(Lora settings, Map<String, Lora.Layer> shapes, Module model, Weights weights) {
        List<Linear> layers = model.linears().stream()
                .filter(layer -> shapes.containsKey(layer.name()))
                .toList();
        if (shapes.isEmpty() || layers.size() != shapes.size()) {
            throw new IllegalArgumentException(
                    "adapters for " + shapes.size() + " layers, of which the model has " + layers.size());
        }
        List<LowRank> adapters = new ArrayList<>();
        try {
            for (Linear layer : layers) adapters.add(adapter(settings, shapes.get(layer.name()), layer, weights));
        } catch (RuntimeException e) {
            for (LowRank adapter : adapters) closeBoth(adapter);
            throw e;
        }
        for (int i = 0; i < adapters.size(); i++) layers.get(i).attach(adapters.get(i));
        return new LoraAdapter(settings, layers, adapters);
    }

    /** Attaches new adapters, which change nothing before they are trained: A is random, B is 0. */
    public static LoraAdapter attach(Lora settings, Module model, Pool pool, long seed) {
        return attach(settings, model, (name, shape) -> fresh(pool, seed, name, shape));
    }

    private static LowRank adapter(Lora settings, Lora.Layer own, Linear layer, Weights weights) {
        Shape shape = layer.weight().value().shape(); // [out, in]
        Parameter a = weights.require(layer.name() + ".lora_A.weight", Shape.of(own.rank(), shape.dim(1)));
        Parameter b;
        try {
            b = weights.require(layer.name() + ".lora_B.weight", Shape.of(shape.dim(0), own.rank()));
        } catch (RuntimeException e) {
            a.close();
            throw e;
        }
        a.trainable(true);
        b.trainable(true);
        return new LowRank(layer.name(), a, b, own.alpha(), settings.scale(own));
    }

    /** As PEFT: A by {@code kaiming_uniform(a = sqrt(5))}, which is uniform within {@code 1 / sqrt(in)}; B is 0. */
    private static Parameter fresh(Pool pool, long seed, String name, Shape shape) {
        Tensor value = pool.draw(shape);
        if (name.endsWith(".lora_B.weight")) {
            value.fill(0);
        } else {
            SplittableRandom random = RandomWeights.random(seed, name);
            double bound = 1 / Math.sqrt(shape.dim(1));
            float[] values = new float[Math.toIntExact(shape.size())];
            for (int i = 0; i < values.length; i++) values[i] = (float) random.nextDouble(-bound, bound);
            value.set(values);
        }
        return new Parameter(name, value);
    }

    /** What it was made with. */
    public Lora settings() {
        return settings;
    }

    /** One for each layer that is a target, in the order of the model. */
    public List<LowRank> layers() {
        return List.copyOf(adapters);
    }

    /** A and B of each layer, in the order of the model. */
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (LowRank adapter : adapters) {
            parameters.add(adapter.a());
            parameters.add(adapter.b());
        }
        return parameters;
    }

    /** From here on inputs drop out, differently in each layer and step, the same for the same seed. */
    public void train(long seed, long step) {
        for (LowRank adapter : adapters) {
            long drawn = RandomWeights.random(seed + step * 0x9e3779b97f4a7c15L, adapter.module())
                    .nextLong();
            adapter.dropout(settings.dropout() == 0 ? Dropout.none() : new Dropout(settings.dropout(), drawn));
        }
    }

    /** From here on nothing drops out; so it is after attaching, too. */
    public void evaluate() {
        for (LowRank adapter : adapters) adapter.dropout(Dropout.none());
    }

    /** Runs something on the model as it is without the adapters. */
    public <T> T without(Supplier<T> compute) {
        adapters.forEach(adapter -> adapter.active(false));
        try {
            return compute.get();
        } finally {
            adapters.forEach(adapter -> adapter.active(true));
        }
    }

    /**
     * Adds the adapters to the model's weights and ends: {@code W += scale B A}. Bfloat16 weights are rounded again,
     * weights mapped from a file are replaced by copies in memory.
     *
     * @throws IllegalArgumentException if a layer's weight is another module's as well (tied embeddings); nothing is
     *     changed then
     */
    public void merge(Engine engine) {
        for (Linear layer : layers) {
            if (layer.sharesWeight()) {
                throw new IllegalArgumentException("the adapter of " + layer.name()
                        + " can't be merged: the layer's weight is another one's as well, as with tied embeddings");
            }
        }
        for (int i = 0; i < layers.size(); i++) layers.get(i).merge(engine, adapters.get(i));
        close();
    }

    /** Takes the adapters off and gives back their memory; does nothing once they are merged. */
    @Override
    public void close() {
        if (ended) return;
        ended = true;
        layers.forEach(Linear::detach);
        adapters.forEach(LoraAdapter::closeBoth);
    }

    private static void closeBoth(LowRank adapter) {
        adapter.a().close();
        adapter.b().close();
    }
}
