package io.github.fttp.examples.forget;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.util.List;

/** What of a U-Net trains, and what is written of it at the end. */
sealed interface TrainedUNet extends AutoCloseable {
    /** The U-Net in the loop. */
    TrainableUNet trainable();

    /** Writes what others can load: an adapter, or a whole pipeline where weights trained or {@code merge} asks for one. */
    void write(RunFolder out, StableDiffusionFolder folder, boolean merge);

    @Override
    void close();

    static TrainedUNet of(
            ImageTrainingOptions options, StableDiffusionFolder folder, LoadedPipeline loaded, Engine engine) {
        UNet2DConditionModel unet = loaded.unet();
        Denoising denoising =
                new Denoising(folder.scheduler().schedule(), folder.scheduler().prediction());
        TrainableUNet.TimestepRange range =
                options.range(folder.scheduler().schedule().timesteps());
        if (options.isLora()) {
            LoraAdapter adapter = LoraAdapter.attach(options.lora(), unet, engine.pool(), options.seed);
            TrainableUNet trainable =
                    TrainableUNet.of(unet, engine, denoising, adapter).drawing(range);
            return new Adapter(unet, engine, adapter, prompted(options, loaded, trainable));
        }
        List<Parameter> trained = unet.parameters().stream()
                .filter(parameter -> options.trains(parameter.name()))
                .toList();
        TrainableUNet trainable = prompted(
                options,
                loaded,
                TrainableUNet.of(unet, engine, denoising, trained).drawing(range));
        if (!options.needs(Need.BASE_MODEL)) return new Weights(unet, trainable);
        // A second model, mapped from the same files, is the first one as it was.
        UNet2DConditionModel base = folder.loadUNet(engine);
        return new BesideBase(unet, base, trainable.withBase(base));
    }

    private static TrainableUNet prompted(
            ImageTrainingOptions options, LoadedPipeline loaded, TrainableUNet trainable) {
        TrainableUNet told = trainable.unconditional(loaded.conditioning(List.of("")));
        return options.anchor == null ? told : told.anchor(loaded.conditioning(List.of(options.anchor)));
    }

    /** Low-rank adapters. */
    record Adapter(UNet2DConditionModel unet, Engine engine, LoraAdapter adapter, TrainableUNet trainable)
            implements TrainedUNet {
        @Override
        public void write(RunFolder out, StableDiffusionFolder folder, boolean merge) {
            DiffusersLora.write(out.lora(), adapter, engine);
            if (!merge) return;
            adapter.merge(engine);
            folder.write(out.model(), unet);
        }

        @Override
        public void close() {
            adapter.close();
        }
    }

    /** Weights of the U-Net's own. */
    record Weights(UNet2DConditionModel unet, TrainableUNet trainable) implements TrainedUNet {
        @Override
        public void write(RunFolder out, StableDiffusionFolder folder, boolean merge) {
            folder.write(out.model(), unet);
        }

        @Override
        public void close() {}
    }

    /** The same with the base model beside it. */
    record BesideBase(UNet2DConditionModel unet, UNet2DConditionModel base, TrainableUNet trainable)
            implements TrainedUNet {
        @Override
        public void write(RunFolder out, StableDiffusionFolder folder, boolean merge) {
            folder.write(out.model(), unet);
        }

        @Override
        public void close() {
            base.close();
        }
    }
}
