package io.github.fttp.examples.conceptworld;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.train.Platform;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Invocations;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.Float32EngineOptions;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a small model is pretrained on the drawn world. */
@Under(Heading.TRAINING)
final class PretrainingOptions implements Checked {

    @Under(Heading.RESULTS)
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write, not there yet.")
    Path out;

    @Option(names = "--seed", description = "Seed of the world and of the weights.")
    long seed = 1;

    @Under(Heading.DATA)
    @Mixin
    WorldSizeOption world;

    @Option(
            names = "--images",
            description =
                    "Images of each character alone, and of everything else in proportion (default: the usual number).")
    Integer images;

    @Option(
            names = "--without",
            paramLabel = "NAME",
            description = "Name of a character to leave out; may be repeated.")
    List<String> without = List.of();

    @Option(
            names = "--steps",
            description = "Steps of the last stage, in which all of the model learns (default: the usual number).")
    Integer steps;

    @Option(names = "--rate", description = "Highest learning rate (default: the usual one).")
    Double rate;

    @Mixin
    Float32EngineOptions computing;

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    /** Takes the usual value of a setting unless an option says otherwise. */
    static <T> T given(T option, T usual) {
        return option == null ? usual : option;
    }

    @Override
    public void check(Given given) {
        given.atLeast(1, "--images", "--steps");
        given.finiteAtLeast(0, "--rate");
    }

    /** The characters that are left out. */
    List<DrawnCharacter> without() {
        return without.stream().map(world.size.cast()::named).toList();
    }

    /**
     * Opens the engine for a pretraining, and says where its model is.
     *
     * @param pretraining writes it
     * @param asking says what it has learnt
     */
    void run(Consumer<Engine> pretraining, Consumer<Engine> asking) {
        try (Engine engine = computing.open()) {
            pretraining.accept(engine);
            Invocations.manifest(command, Platform.of(engine)).writeBeside(out);
            asking.accept(engine);
        }
        System.out.println(out.toAbsolutePath());
    }
}
