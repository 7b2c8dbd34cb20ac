package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Offsets of the weights of linear layers that stay within one of where they were: {@code W + sin(D)}, {@code W} frozen and {@code
 * D} trained from 0; biases stay. Owns {@code D} until {@link #close}, which takes it off. Source: SineProject (arXiv 2511.18444),
 * equations 9 and 10; that {@code D} begins at 0 is ours.
 */
public final class SineOffsets implements AutoCloseable {
    private final List<Linear> layers;
    private final List<Parameter> offsets;

    private SineOffsets(List<Linear> layers, List<Parameter> offsets) {
        this.layers = layers;
        this.offsets = offsets;
    }

    /**
     * Attaches an offset to every linear layer; nothing else of the module trains then.
     *
     * @param module whose weights are float32, such as those that {@link LoraAdapter#train} made
     * @throws IllegalStateException if a layer has an adapter
     */
    public static SineOffsets attach(Module module, Pool pool) {
        List<Linear> layers = module.linears();
        layers.forEach(Linear::requireUnadapted);
        module.parameters().forEach(each -> each.trainable(false));
        List<Parameter> offsets = new ArrayList<>();
        for (Linear layer : layers) {
            Parameter offset = new Parameter(
                    layer.name() + ".sine_offset",
                    pool.zeros(layer.weight().value().shape()));
            offset.trainable(true);
            offsets.add(offset);
            layer.attach(offset);
        }
        return new SineOffsets(layers, offsets);
    }

    /** {@code D} of each layer, {@code [out, in]}, called {@code LAYER.sine_offset}. */
    public List<Parameter> parameters() {
        return offsets;
    }

    /** Takes the offsets into the weights for good; {@code D} is 0 then. */
    public void merge() {
        for (int i = 0; i < offsets.size(); i++) {
            Tensor offset = offsets.get(i).value();
            layers.get(i).weight().value().set(sum(i));
            offset.set(new float[Math.toIntExact(offset.shape().size())]);
        }
    }

    private float[] sum(int layer) {
        float[] weight = layers.get(layer).weight().value().toArray();
        float[] offset = offsets.get(layer).value().toArray();
        for (int i = 0; i < weight.length; i++) weight[i] += (float) Math.sin(offset[i]);
        return weight;
    }

    @Override
    public void close() {
        layers.forEach(Linear::detach);
        offsets.forEach(Parameter::close);
    }
}
