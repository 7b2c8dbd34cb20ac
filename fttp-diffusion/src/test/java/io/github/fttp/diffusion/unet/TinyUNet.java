package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** U-Nets of two levels, eight channels, and text states that are six wide. */
public final class TinyUNet {
    public static final int LATENT = 4;
    public static final int CONTEXT = 6;

    private TinyUNet() {}

    public static UNet2DConditionModel random(Path folder, Engine engine, long seed) {
        return of(folder, new RandomWeights(engine.pool(), seed, 0.2, DType.FLOAT32));
    }

    /** Whatever it is asked, it says 0. */
    public static UNet2DConditionModel silent(Path folder, Engine engine) {
        return of(folder, (name, shape) -> new Parameter(name, engine.pool().zeros(shape)));
    }

    private static UNet2DConditionModel of(Path folder, Weights weights) {
        try {
            Files.writeString(folder.resolve("config.json"), """
                    {"_class_name": "UNet2DConditionModel", "in_channels": 4, "out_channels": 4, "sample_size": 4,
                     "block_out_channels": [8, 8], "layers_per_block": 1, "norm_num_groups": 2,
                     "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
                     "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"],
                     "attention_head_dim": 2, "cross_attention_dim": 6}""");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return UNet2DConditionModel.of(UNetConfig.read(folder), weights);
    }
}
