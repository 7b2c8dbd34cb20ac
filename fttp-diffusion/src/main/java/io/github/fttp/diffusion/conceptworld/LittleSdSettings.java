package io.github.fttp.diffusion.conceptworld;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.CannotWrite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Everything of the small Stable Diffusion's folder but the weights: sizes, noise, words. */
record LittleSdSettings(ClipWords words, double scalingFactor) {
    private static final String INDEX = """
            {
              "_class_name": "StableDiffusionPipeline",
              "feature_extractor": [null, null],
              "requires_safety_checker": false,
              "safety_checker": [null, null],
              "scheduler": ["diffusers", "DPMSolverMultistepScheduler"],
              "text_encoder": ["transformers", "CLIPTextModel"],
              "tokenizer": ["transformers", "CLIPTokenizer"],
              "unet": ["diffusers", "UNet2DConditionModel"],
              "vae": ["diffusers", "AutoencoderKL"]
            }
            """;

    private static final String SCHEDULER = """
            {
              "_class_name": "DPMSolverMultistepScheduler",
              "algorithm_type": "dpmsolver++",
              "beta_end": 0.012,
              "beta_schedule": "scaled_linear",
              "beta_start": 0.00085,
              "num_train_timesteps": 1000,
              "prediction_type": "epsilon",
              "solver_order": 2
            }
            """;

    private static final String UNET = """
            {
              "_class_name": "UNet2DConditionModel",
              "attention_head_dim": 4,
              "block_out_channels": [32, 72, 96],
              "cross_attention_dim": 64,
              "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
              "in_channels": 8,
              "layers_per_block": 1,
              "norm_num_groups": 8,
              "out_channels": 8,
              "sample_size": 16,
              "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"]
            }
            """;

    private static final String VAE = """
            {
              "_class_name": "AutoencoderKL",
              "act_fn": "silu",
              "block_out_channels": [32, 64, 64],
              "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"],
              "in_channels": 3,
              "latent_channels": 8,
              "layers_per_block": 1,
              "norm_num_groups": 8,
              "out_channels": 3,
              "sample_size": 64,
              "scaling_factor": %s,
              "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D"]
            }
            """;

    private static final String TEXT = """
            {
              "architectures": ["CLIPTextModel"],
              "bos_token_id": %d,
              "eos_token_id": %d,
              "hidden_act": "quick_gelu",
              "hidden_size": 64,
              "intermediate_size": 128,
              "max_position_embeddings": %d,
              "model_type": "clip_text_model",
              "num_attention_heads": 4,
              "num_hidden_layers": 2,
              "pad_token_id": %d,
              "vocab_size": %d
            }
            """;

    /** Writes them into a folder that is there. */
    void write(Path folder) {
        AtomicFiles.write(folder.resolve("model_index.json"), INDEX);
        AtomicFiles.write(made(folder, "scheduler").resolve("scheduler_config.json"), SCHEDULER);
        AtomicFiles.write(made(folder, "unet").resolve("config.json"), UNET);
        AtomicFiles.write(made(folder, "vae").resolve("config.json"), VAE.formatted(scalingFactor));
        words.write(made(folder, "tokenizer"));
        AtomicFiles.write(
                made(folder, "text_encoder").resolve("config.json"),
                String.format(
                        Locale.ROOT,
                        TEXT,
                        words.startId(),
                        words.endId(),
                        ClipWords.LENGTH,
                        words.endId(),
                        words.size()));
    }

    private static Path made(Path folder, String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new CannotWrite(folder.resolve(name), e);
        }
    }
}
