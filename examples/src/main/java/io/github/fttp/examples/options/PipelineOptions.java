package io.github.fttp.examples.options;

import io.github.fttp.diffusion.StableDiffusion;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A Stable Diffusion, and what computes. */
@Under(Heading.MODEL)
public class PipelineOptions {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Pipeline folder of diffusers.")
    Path model;

    @Mixin
    EngineOptions computing;

    /** Opens it; engine and weights wait until they are needed. */
    public final StableDiffusion open() {
        return StableDiffusion.open(model, () -> computing.open(model));
    }
}
