package io.github.fttp.diffusion;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.ledger.Composition;
import io.github.fttp.core.ledger.Deletion;
import io.github.fttp.core.ledger.WholeWeights;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import io.github.fttp.diffusion.unet.UNetConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Composes deletions in the U-Net of a Stable Diffusion: LoRA files, merged one after the other, and folders of a U-Net's whole
 * weights.
 *
 * @param engine makes an engine for each pipeline that is written
 */
record StableDiffusionComposition(Supplier<Engine> engine) implements Composition {
    @Override
    public void write(Path base, List<Deletion> deletions, Path out) {
        try (StableDiffusionFolder folder = StableDiffusionFolder.openForTraining(base);
                Engine computing = engine.get();
                UNet2DConditionModel untouched = folder.loadUNet(computing);
                UNet2DConditionModel unet = folder.loadUNet(computing)) {
            WholeWeights wholes = new WholeWeights(untouched);
            for (Deletion each : deletions) {
                if (isUNet(each.weights())) take(each, unet, wholes, computing);
                else
                    DiffusersLora.attach(each.weights(), Map.of("unet", unet), computing)
                            .merge(computing);
            }
            folder.write(out, unet);
        }
    }

    private static boolean isUNet(Path weights) {
        return Files.isDirectory(weights) && Files.exists(weights.resolve("config.json"));
    }

    private static void take(Deletion deletion, UNet2DConditionModel unet, WholeWeights wholes, Engine engine) {
        UNetConfig config = UNetConfig.read(deletion.weights());
        try (UNet2DConditionModel brought = UNet2DConditionModel.load(
                config, UNet2DConditionModel.checked(deletion.weights(), config), engine.pool())) {
            Iterator<Parameter> values = brought.parameters().iterator();
            for (Parameter each : unet.parameters()) {
                Tensor value = engine.pool().draw(each.value().shape());
                value.set(values.next().value().toArray());
                try (Tensor before = each.exchange(value)) {
                    wholes.add(each, before, deletion);
                }
                each.trainable(true); // keeps all its bits when it is written
            }
        }
    }
}
