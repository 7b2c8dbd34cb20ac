package io.github.fttp.diffusion.train;

import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.util.function.Function;

/** The model as it was before training. */
sealed interface Base {
    Tensor prediction(Function<UNet2DConditionModel, Tensor> by);

    default void training(long seed) {}

    default void evaluating() {}

    record None() implements Base {
        @Override
        public Tensor prediction(Function<UNet2DConditionModel, Tensor> by) {
            throw new IllegalStateException("no base model is kept");
        }
    }

    record Unadapted(UNet2DConditionModel model, LoraAdapter adapter) implements Base {
        @Override
        public Tensor prediction(Function<UNet2DConditionModel, Tensor> by) {
            return adapter.without(() -> by.apply(model));
        }

        @Override
        public void training(long seed) {
            adapter.train(seed >> 1, 0);
        }

        @Override
        public void evaluating() {
            adapter.evaluate();
        }
    }

    record Other(UNet2DConditionModel model) implements Base {
        @Override
        public Tensor prediction(Function<UNet2DConditionModel, Tensor> by) {
            return by.apply(model);
        }
    }
}
