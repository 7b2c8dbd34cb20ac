package io.github.fttp.diffusion;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.optim.StepProjection;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.OtherWords;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.diffusion.train.TrainedPart;
import io.github.fttp.diffusion.unet.Framing;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A U-Net of which something trains, and is written of it at the end. */
sealed interface TrainedUNet extends AutoCloseable {
    /** The folder of a whole pipeline within that of a run. */
    String MODEL = "model";

    /** The U-Net in the loop. */
    TrainableUNet trainable();

    /**
     * Writes what others can load into a folder: an adapter, or a whole pipeline where weights trained or {@code merge}
     * asks for one.
     *
     * @throws IllegalStateException if an adapter was merged already
     */
    void write(Path to, StableDiffusionFolder folder, boolean merge);

    /** Writes a whole pipeline; an adapter is merged into the U-Net for good. */
    void writeModel(Path to, StableDiffusionFolder folder);

    @Override
    void close();

    static TrainedUNet of(ImageForgetting settings, StableDiffusionFolder folder, LoadedPipeline loaded) {
        UNet2DConditionModel unet = loaded.unet();
        Engine engine = loaded.engine();
        Denoising denoising = folder.denoising();
        TrainableUNet.TimestepRange range = settings.range(folder);
        if (settings.trained() instanceof TrainedPart.Adapters adapters) {
            LoraAdapter adapter = LoraAdapter.attach(
                    adapters.lora(), unet, engine.pool(), settings.training().seed());
            try {
                TrainableUNet trainable =
                        TrainableUNet.of(unet, engine, denoising, adapter).drawing(range);
                return new Adapter(unet, engine, adapter, prompted(settings, loaded, trainable));
            } catch (RuntimeException | Error e) {
                adapter.close();
                throw e;
            }
        }
        List<Parameter> trained = unet.parameters().stream()
                .filter(parameter -> settings.trained().includes(parameter.name()))
                .toList();
        TrainableUNet trainable = prompted(
                settings,
                loaded,
                TrainableUNet.of(unet, engine, denoising, trained).drawing(range));
        if (!settings.needs(Need.BASE_MODEL)) return new Weights(unet, Optional.empty(), trainable);
        // A second model, mapped from the same files, is the first one as it was.
        UNet2DConditionModel base = folder.loadUNet(engine);
        return new Weights(unet, Optional.of(base), trainable.withBase(base));
    }

    private static TrainableUNet prompted(ImageForgetting settings, LoadedPipeline loaded, TrainableUNet trainable) {
        Framing any = Framing.whole(settings.images.size(), settings.images.size());
        if (settings.method().method() instanceof NullSpace space) {
            double[][] words = new OtherWords(loaded)
                    .moments(settings.concept, settings.training().seed());
            trainable = trainable.projected(StepProjection.sparing(words, space.spare()));
        }
        TrainableUNet prompted = trainable.unconditional(loaded.unconditional(1, any));
        return settings.anchor().isEmpty()
                ? prompted
                : prompted.anchor(loaded.conditioning(List.of(settings.anchor()), any));
    }

    /** Low-rank adapters. */
    record Adapter(UNet2DConditionModel unet, Engine engine, LoraAdapter adapter, TrainableUNet trainable)
            implements TrainedUNet {
        @Override
        public void write(Path to, StableDiffusionFolder folder, boolean merge) {
            adapter.requireOn();
            DiffusersLora.write(to.resolve(DiffusersLora.FILE), adapter, engine);
            if (merge) writeModel(to.resolve(MODEL), folder);
        }

        @Override
        public void writeModel(Path to, StableDiffusionFolder folder) {
            AtomicFiles.requireNew(to);
            if (!adapter.isMerged()) {
                adapter.requireOn();
                // As weights that trained, which are written as float32: in the base's half precision most of what was
                // learned would be rounded away.
                adapter.mergeInFloat32(engine);
                // Nothing trains after that, and gradients would take memory in another run.
                unet.parameters().forEach(each -> each.trainable(false));
            }
            folder.write(to, unet);
        }

        @Override
        public void close() {
            adapter.close();
        }
    }

    /**
     * Weights of the U-Net's own.
     *
     * @param base the U-Net as it was, for methods that ask it too
     */
    record Weights(UNet2DConditionModel unet, Optional<UNet2DConditionModel> base, TrainableUNet trainable)
            implements TrainedUNet {
        @Override
        public void write(Path to, StableDiffusionFolder folder, boolean merge) {
            writeModel(to.resolve(MODEL), folder);
        }

        @Override
        public void writeModel(Path to, StableDiffusionFolder folder) {
            folder.write(to, unet);
        }

        @Override
        public void close() {
            base.ifPresent(UNet2DConditionModel::close);
        }
    }
}
