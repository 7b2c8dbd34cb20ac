package io.github.fttp.examples.generate;

import io.github.fttp.diffusion.data.Prompts;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.MayBeEmpty;
import io.github.fttp.examples.cli.Under;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** Where prompts come from. */
final class PromptOptions {
    @Under(Heading.PROMPT)
    @MayBeEmpty
    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            description = "What the image shall show; may be repeated, and may be empty.")
    List<String> prompts;

    @Under(Heading.PROMPT)
    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description =
                    "A prompt a line; CSV with a header (column prompt, and evaluation_seed or seed); or JSON lines.")
    Path file;

    /** The prompts, in their order. */
    List<Prompt> read() {
        if (file != null) return Prompts.read(file).all();
        return prompts.stream()
                .map(text -> new Prompt("--prompt", text, "", OptionalLong.empty()))
                .toList();
    }
}
