package io.github.fttp.examples;

import io.github.fttp.core.Check;
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

/** Shows where the concept is, in texts or in pictures: look before you forget. */
@Command(
        name = "show-masks",
        footer = "fttp show-masks --images photos --latent 40 --out masks-to-look-at",
        description = "Print each answer with its concept tokens marked, or draw each picture with its mask on it.")
@Under(Heading.DATA)
final class ShowMasks implements Callable<Integer>, Checked {
    @ArgGroup(multiplicity = "1")
    TextsOrPictures what;

    @Option(
            names = "--images",
            defaultValue = "images",
            paramLabel = "DIR",
            description = "Folder of the pictures (default: ${DEFAULT-VALUE}).")
    Path images;

    @Spec
    CommandSpec command;

    /** Either group, never options of both. */
    static final class TextsOrPictures {
        @ArgGroup(exclusive = false, heading = "Texts:%n")
        TextMasks texts;

        @ArgGroup(exclusive = false, heading = "Pictures:%n")
        PictureMasks pictures;
    }

    @Override
    public void check(Given given) {
        if (what.pictures != null) Check.between(1, PictureMasks.LARGEST_LATENT, what.pictures.latent, "--latent");
    }

    @Override
    public Integer call() {
        if (what.pictures != null) {
            what.pictures.show(images, command.commandLine().getErr());
        } else {
            what.texts.show(images, command.commandLine().getErr());
        }
        return 0;
    }
}
