package io.github.fttp.diffusion.lora;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A LoRA file on a pipeline: adapters on the linear layers of its parts, and convolutions whose weights have the file's share
 * added. Takes all of it off when it is closed.
 */
public final class AppliedLora implements AutoCloseable {
    private final List<LoraAdapter> adapters = new ArrayList<>();
    private final List<Changed> convolutions = new ArrayList<>();

    /** @param base the weight without */
    private record Changed(Parameter weight, Tensor base) {}

    AppliedLora() {}

    void add(LoraAdapter adapter) {
        adapters.add(adapter);
    }

    /** Gives a convolution another weight. */
    void give(Parameter weight, Tensor value) {
        convolutions.add(new Changed(weight, weight.exchange(value)));
    }

    /** The adapters on linear layers, one per part of the pipeline. */
    public List<LoraAdapter> adapters() {
        return List.copyOf(adapters);
    }

    /** Adds it to the weights for good, which are float32 and train from here on, so that they are written as they are. */
    public void merge(Engine engine) {
        adapters.forEach(each -> each.mergeInFloat32(engine));
        for (Changed each : convolutions) {
            each.weight().trainable(true);
            each.base().close();
        }
        adapters.clear();
        convolutions.clear();
    }

    @Override
    public void close() {
        adapters.forEach(LoraAdapter::close);
        convolutions.forEach(each -> each.weight().replace(each.base()));
        adapters.clear();
        convolutions.clear();
    }
}
