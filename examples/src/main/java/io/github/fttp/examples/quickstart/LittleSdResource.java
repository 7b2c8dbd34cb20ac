package io.github.fttp.examples.quickstart;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.CannotWrite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The taught Stable Diffusion that comes with the quickstart. The {@code teach-sd} of a time when it taught this little world, {@code java -Dfttp.threads=1 -jar fttp-examples.jar teach-sd --out
 * little-sd --seed 1} made it, in about 8 minutes of processor time (AMD EPYC, Zen 4).
 */
final class LittleSdResource {
    private static final String ROOT = "little-sd/";
    private static final List<String> FILES = List.of(
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
            "vae/diffusion_pytorch_model.safetensors");

    private LittleSdResource() {}

    /** Writes its folder, over one that is there. */
    static void copyTo(Path folder) {
        for (String name : FILES) {
            Path file = folder.resolve(name);
            try (InputStream in = LittleSdResource.class.getResourceAsStream(ROOT + name)) {
                if (in == null) throw new IllegalStateException("the program is not complete: it lacks " + ROOT + name);
                Files.createDirectories(file.getParent());
                AtomicFiles.write(file, in.readAllBytes());
            } catch (IOException e) {
                throw new CannotWrite(file, e);
            }
        }
    }
}
