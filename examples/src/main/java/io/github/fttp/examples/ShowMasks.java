package io.github.fttp.examples;

import io.github.fttp.core.Check;
import io.github.fttp.core.mask.MaskDrawings;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows where the concept is, in texts or in images: look before you forget. */
@Command(
        name = "show-masks",
        footer = "fttp show-masks --images photos --latent 40 --out masks-to-look-at",
        description = "Print each answer with its concept tokens marked, or draw each image with its mask on it.")
@Under(Heading.DATA)
final class ShowMasks implements Callable<Integer>, Checked {
    @ArgGroup(multiplicity = "1")
    TextsOrImages what;

    @Option(
            names = "--images",
            defaultValue = "images",
            paramLabel = "DIR",
            description = "Folder of the images (default: ${DEFAULT-VALUE}).")
    Path images;

    @Under(Heading.MODEL)
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "The model's folder, which says how texts are cut and prompted, or how large the latent is.")
    Path model;

    @Spec
    CommandSpec command;

    /** Either group, never options of both; headings say what each is for. */
    static final class TextsOrImages {
        @ArgGroup(exclusive = false, heading = "conversations")
        TextMasks texts;

        @ArgGroup(exclusive = false, heading = "images")
        FolderMasks folderMasks;
    }

    @Override
    public void check(Given given) {
        if (what.folderMasks != null) {
            if (what.folderMasks.latent == null) return;
            Check.between(1, MaskDrawings.LARGEST_SIDE, what.folderMasks.latent, "--latent");
        } else if ((model == null) == (what.texts.tokenizer == null)) {
            throw new IllegalArgumentException("texts need either --model or --tokenizer");
        }
    }

    @Override
    public Integer call() {
        if (what.folderMasks != null) {
            what.folderMasks.draw(images, model, command.commandLine().getErr());
        } else {
            what.texts.show(images, model, command.commandLine().getErr());
        }
        return 0;
    }
}
