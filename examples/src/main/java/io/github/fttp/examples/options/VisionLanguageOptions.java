package io.github.fttp.examples.options;

import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.mllm.VisionLanguage;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A vision-language model, and what computes. */
@Under(Heading.MODEL)
public class VisionLanguageOptions {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Folder of Hugging Face: LLaVA or another family that is known.")
    Path model;

    @Mixin
    EngineOptions computing;

    /** Opens it; engine and weights wait until they are needed. */
    public final VisionLanguage open() {
        return open(model);
    }

    /** Opens another one likewise, to be computed by the same engine. */
    public final VisionLanguage open(Path other) {
        return VisionLanguage.open(other, () -> computing.open(other));
    }
}
