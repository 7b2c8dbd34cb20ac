package io.github.fttp.examples.conceptworld;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.BadData;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.benchmark.WorldBenchmark;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.WorldFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the task of forgetting one character of the drawn world, see {@link WorldFolder}. */
@Command(
        name = "make-world",
        footer = "fttp make-world --concept \"Mira Volk\" --out world",
        sortOptions = false,
        description =
                "Write images, masks, prompts and conversations of ConceptWorld, to forget one of its characters with.")
@Under(Heading.DATA)
public final class MakeWorld implements Runnable, Checked {
    /** The longest side, pixels. */
    private static final int LARGEST = 4096;

    @Under(Heading.RESULTS)
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write, not there yet.")
    Path out;

    @Under(Heading.CONCEPT)
    @Option(
            names = "--concept",
            description = "Who is to be forgotten (default: the first of the world, in the small one Mira Volk).")
    String concept;

    @Mixin
    WorldSizeOption world;

    @Option(names = "--seed", description = "Seed of the world.")
    long seed = 1;

    @Option(
            names = "--images",
            description = "Images of the character to forget; in the layout of a benchmark, of each character.")
    int count = 8;

    @Option(names = "--size", description = "Side of the images, pixels.")
    int size = 64;

    @Under(Heading.RESULTS)
    @Option(
            names = "--layout",
            defaultValue = "plain",
            description = "plain (conversations, images with masks), or that of a benchmark: mllmu, unlearncanvas.")
    Layout layout;

    /** Layouts of the world on disk. */
    enum Layout {
        PLAIN,
        MLLMU,
        UNLEARNCANVAS
    }

    @Override
    public void check(Given given) {
        given.ineffective(
                layout == Layout.UNLEARNCANVAS,
                "with --layout unlearncanvas",
                "which shows all characters alike",
                "--concept");
        Check.atLeast(1, count, "--images");
        Check.between(16, LARGEST, size, "--size");
    }

    @Override
    public void run() {
        if (Files.exists(out)) throw new BadData(out, "is there already, name another folder");
        ConceptWorld drawn = new ConceptWorld(world.size, seed);
        DrawnCharacter target = concept == null
                ? drawn.cast().characters().get(0)
                : drawn.cast().named(concept);
        WorldBenchmark benchmark = new WorldBenchmark(drawn, target, count, size);
        switch (layout) {
            case PLAIN -> new WorldFolder(drawn, target, count, size).write(out);
            case MLLMU -> benchmark.writeMllmu(out);
            case UNLEARNCANVAS -> benchmark.writeUnlearnCanvas(out);
        }
        System.out.println(out.toAbsolutePath());
    }
}
