package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Dropout;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Low-rank adapters on the linear layers of a model. Their parameters train from the start; the model's own are left as
 * they are, frozen or not. Owns the adapters' memory until {@link #close}.
 */
public final class LoraAdapter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoraAdapter.class);

    private final Lora settings;
    private final List<Linear> layers;
    private final List<LowRank> adapters;
    /** Parameters of the model with values that came with the adapter. */
    private final List<Whole> wholes = new ArrayList<>();

    private boolean ended;
    private boolean merged;

    private LoraAdapter(Lora settings, List<Linear> layers, List<LowRank> adapters) {
        this.settings = settings;
        this.layers = layers;
        this.adapters = adapters;
    }

    /**
     * A parameter of the model that has another value with the adapter than without.
     *
     * @param base the value without
     */
    private record Whole(Parameter parameter, Tensor base) {}

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
     * Attaches to these layers, whatever targets and patterns the settings have: for files that tell rank and alpha layer
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
        return attach(settings, layers, layer -> plain(settings, shapes.get(layer.name()), layer, weights));
    }

    /** Attaches adapters that set directions beside {@code MODULE.lora_magnitude_vector [out]}. */
    static LoraAdapter attachDecomposed(Lora settings, Map<String, Lora.Layer> shapes, Module model, Weights weights) {
        List<Linear> layers = model.linears().stream()
                .filter(layer -> shapes.containsKey(layer.name()))
                .toList();
        return attach(settings, layers, layer -> decomposed(settings, shapes.get(layer.name()), layer, weights));
    }

    private static LoraAdapter attach(Lora settings, List<Linear> layers, Function<Linear, LowRank> adapter) {
        layers.forEach(Linear::requireUnadapted);
        List<LowRank> adapters = new ArrayList<>();
        try {
            for (Linear layer : layers) adapters.add(adapter.apply(layer));
        } catch (RuntimeException e) {
            adapters.forEach(LowRank::close);
            throw e;
        }
        for (int i = 0; i < adapters.size(); i++) layers.get(i).attach(adapters.get(i));
        return new LoraAdapter(settings, layers, adapters);
    }

    /** Attaches new adapters, which change nothing before they are trained: A is random, B is 0. */
    public static LoraAdapter attach(Lora settings, Module model, Pool pool, long seed) {
        return attach(settings, model, (name, shape) -> fresh(pool, seed, name, shape));
    }

    private static LowRank plain(Lora settings, Lora.Layer own, Linear layer, Weights weights) {
        Parameter[] sides = required(sides(own, layer), weights);
        sides[0].trainable(true);
        sides[1].trainable(true);
        return new LowRank(layer.name(), sides[0], sides[1], own.alpha(), settings.scale(own));
    }

    private static LowRank decomposed(Lora settings, Lora.Layer own, Linear layer, Weights weights) {
        Map<String, Shape> shapes = sides(own, layer);
        shapes.put(layer.name() + ".lora_magnitude_vector", Shape.of(out(layer)));
        Parameter[] all = required(shapes, weights);
        return new DecomposedLowRank(layer.name(), all[0], all[1], all[2], own.alpha(), settings.scale(own));
    }

    private static int out(Linear layer) {
        return layer.weight().value().shape().dim(0);
    }

    private static Map<String, Shape> sides(Lora.Layer own, Linear layer) {
        int in = layer.weight().value().shape().dim(1);
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(layer.name() + ".lora_A.weight", Shape.of(own.rank(), in));
        shapes.put(layer.name() + ".lora_B.weight", Shape.of(out(layer), own.rank()));
        return shapes;
    }

    private static Parameter[] required(Map<String, Shape> shapes, Weights weights) {
        List<Parameter> found = new ArrayList<>();
        try {
            shapes.forEach((name, shape) -> found.add(weights.require(name, shape)));
        } catch (RuntimeException e) {
            found.forEach(Parameter::close);
            throw e;
        }
        return found.toArray(Parameter[]::new);
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

    /** Gives the settings that it was made with. */
    public Lora settings() {
        return settings;
    }

    /** One for each layer that is a target, in the order of the model. */
    public List<LowRank> layers() {
        return List.copyOf(adapters);
    }

    /** A and B of each layer, in the order of the model; of a DoRA adapter also the magnitudes. */
    public List<Parameter> parameters() {
        return adapters.stream()
                .flatMap(adapter -> adapter.parameters().stream())
                .toList();
    }

    /** Parameters of the model whose values came with the adapter and go with it: PEFT's {@code modules_to_save}. */
    public List<Parameter> saved() {
        return wholes.stream().map(Whole::parameter).toList();
    }

    /** Trains parameters of the model beside the adapters: they go with it, see {@link #saved}. */
    public void train(List<Parameter> parameters, Pool pool) {
        for (Parameter each : parameters) {
            give(each, each.copy(pool));
            each.trainable(true);
        }
    }

    /** The values that {@link #saved} parameters had before. */
    public Map<Parameter, Tensor> replaced() {
        return wholes.stream().collect(Collectors.toMap(Whole::parameter, Whole::base));
    }

    /** Gives a parameter of the model another value until this is closed; it stays after {@link #merge}. */
    void give(Parameter parameter, Tensor value) {
        wholes.add(new Whole(parameter, parameter.exchange(value)));
    }

    /** Whether it is a DoRA adapter, which can be applied, merged and written, but not trained. */
    public boolean isDecomposed() {
        return adapters.stream().anyMatch(DecomposedLowRank.class::isInstance);
    }

    /**
     * For those who are about to train it.
     *
     * @throws IllegalArgumentException if it is a DoRA adapter
     */
    public void requireTrainable() {
        if (isDecomposed()) {
            throw new IllegalArgumentException(
                    "the adapter is a DoRA adapter (use_dora), which is applied and merged but"
                            + " not trained: merge it into the model and train a new one on that");
        }
    }

    /** From here on inputs drop out, differently in each layer and step, the same for the same seed. */
    public void train(long seed, long step) {
        requireTrainable();
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
        List<Tensor> values = new ArrayList<>();
        for (Whole whole : wholes) values.add(whole.parameter().exchange(whole.base()));
        try {
            return compute.get();
        } finally {
            for (int i = 0; i < values.size(); i++) wholes.get(i).parameter().exchange(values.get(i));
            adapters.forEach(adapter -> adapter.active(true));
        }
    }

    /**
     * Adds the adapters to the model's weights and ends: {@code W += scale B A}, for DoRA with the rows' own lengths; {@link
     * #saved} parameters stay as they are. As in PEFT weights keep their type, to which they are rounded; a warning says what
     * that lost. Weights mapped from a file are replaced by copies in memory.
     *
     * @throws IllegalArgumentException if a layer's weight is another module's as well (tied embeddings); nothing is
     *     changed then
     */
    public void merge(Engine engine) {
        requireOwnWeights();
        MergeRounding rounding = MergeRounding.NONE;
        for (int i = 0; i < layers.size(); i++) {
            rounding = rounding.and(layers.get(i).merge(engine, adapters.get(i)));
        }
        if (rounding.lost() > 0) LOG.warn("merging an adapter: {}", rounding.sentence());
        wholes.forEach(whole -> whole.base().close());
        wholes.clear();
        merged = true;
        close();
    }

    /**
     * Merges likewise, but the layers' weights are float32 and train from here on, whatever type they had: nothing of what was
     * learned is rounded away, in memory or where the model is written.
     *
     * @throws IllegalArgumentException as {@link #merge} does
     */
    public void mergeInFloat32(Engine engine) {
        requireOwnWeights();
        layers.forEach(layer -> layer.weight().unfreeze(engine.pool()));
        merge(engine);
    }

    private void requireOwnWeights() {
        for (Linear layer : layers) {
            if (layer.sharesWeight()) {
                throw new IllegalArgumentException("the adapter of " + layer.name()
                        + " can't be merged: the layer's weight is another one's as well, as with tied embeddings");
            }
        }
    }

    /** Whether the model's weights are what they were with it. */
    public boolean isMerged() {
        return merged;
    }

    /** Whether it is on the model, neither merged nor closed. */
    public boolean isOn() {
        return !ended;
    }

    /**
     * For those who are about to write or merge it.
     *
     * @throws IllegalStateException if it is not on any more
     */
    public void requireOn() {
        if (ended)
            throw new IllegalStateException(
                    "the adapter was merged into the model's weights, or closed: write it before that");
    }

    /** Takes the adapters off and gives back their memory; does nothing once they are merged. */
    @Override
    public void close() {
        if (ended) return;
        ended = true;
        layers.forEach(Linear::detach);
        adapters.forEach(LowRank::close);
        for (Whole whole : wholes) {
            whole.parameter().trainable(false);
            whole.parameter().replace(whole.base());
        }
    }
}
