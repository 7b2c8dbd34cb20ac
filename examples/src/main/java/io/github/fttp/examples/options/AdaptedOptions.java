package io.github.fttp.examples.options;

import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.mllm.VisionLanguage;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A vision-language model that is used as it is, perhaps with an adapter. */
@Under(Heading.MODEL)
public final class AdaptedOptions extends VisionLanguageOptions {
    @Option(names = "--adapter", paramLabel = "DIR", description = "LoRA adapter in PEFT's layout.")
    Path adapter;

    /** Puts the adapter on, if there is one. */
    public void adapt(VisionLanguage opened) {
        if (adapter != null) opened.adapter(adapter);
    }
}
