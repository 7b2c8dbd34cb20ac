package io.github.fttp.examples.world;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.CannotWrite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Models that were pretrained the world and come with the program; README.md beside them says how they were made. */
public enum PretrainedModel {
    /** What {@code pretrain-llava} wrote. */
    LLAVA("llava", List.of("config.json", "model.safetensors", "preprocessor_config.json", "tokenizer.json")),
    /** What {@code pretrain-sd} wrote. */
    SD(
            "sd",
            List.of(
                    "model_index.json",
                    "scheduler/scheduler_config.json",
                    "text_encoder/config.json",
                    "text_encoder/model.safetensors",
                    "tokenizer/merges.txt",
                    "tokenizer/tokenizer_config.json",
                    "tokenizer/vocab.json",
                    "unet/config.json",
                    "unet/diffusion_pytorch_model.safetensors",
                    "vae/config.json",
                    "vae/diffusion_pytorch_model.safetensors"));

    private final String folder;
    private final List<String> files;

    PretrainedModel(String folder, List<String> files) {
        this.folder = folder;
        this.files = files;
    }

    /** Writes it into {@code pretrained-models/} in a folder, over what is there, and says where. */
    public Path copyInto(Path parent) {
        Path to = parent.resolve("pretrained-models").resolve(folder);
        for (String name : files) {
            Path file = to.resolve(name);
            String resource = folder + "/" + name;
            try (InputStream in = PretrainedModel.class.getResourceAsStream(resource)) {
                if (in == null) throw new IllegalStateException("the program is not complete: it lacks " + resource);
                Files.createDirectories(file.getParent());
                AtomicFiles.write(file, in.readAllBytes());
            } catch (IOException e) {
                throw new CannotWrite(file, e);
            }
        }
        return to;
    }
}
