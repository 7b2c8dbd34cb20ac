package io.github.fttp.examples.options;

import io.github.fttp.diffusion.StableDiffusion;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** A Stable Diffusion that is used as it is, perhaps with an adapter. */
@Under(Heading.MODEL)
public final class AdaptedPipelineOptions extends PipelineOptions {
    @Option(
            names = "--lora",
            paramLabel = "FILE",
            description = "Adapter to put on: a LoRA file of diffusers or kohya, or a folder of PEFT.")
    Path lora;

    /** Opens it to be used, with its adapter; engine and weights wait until they are needed. */
    public StableDiffusion openAdapted() {
        StableDiffusion opened = StableDiffusion.of(StableDiffusionFolder.open(model), () -> computing.open(model));
        return lora == null ? opened : opened.adapter(lora);
    }

    /** Names what images are made with. */
    public Map<String, String> notes() {
        Map<String, String> notes = new LinkedHashMap<>(Map.of("model", model.toString()));
        if (lora != null) notes.put("lora", lora.toString());
        return notes;
    }
}
