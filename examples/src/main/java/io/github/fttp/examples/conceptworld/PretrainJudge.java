package io.github.fttp.examples.conceptworld;

import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.train.Platform;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Invocations;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Judge;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pretrains the network that says who and what is in ConceptWorld's images. The same seed gives the same network. */
@Command(
        name = "pretrain-judge",
        footer = "fttp pretrain-judge --out judge.bin",
        sortOptions = false,
        description = "Pretrain a classifier on the characters and places of ConceptWorld, and write it to a file.")
@Under(Heading.TRAINING)
public final class PretrainJudge implements Runnable, Checked {
    private static final int ASKED = 40;

    @Under(Heading.RESULTS)
    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write, not there yet.")
    Path out;

    @Mixin
    WorldSizeOption world;

    @Option(
            names = "--seed",
            description = "Seed of the weights, and of a world that shall not be that of the models it judges.")
    long seed = 7;

    @Under(Heading.DATA)
    @Option(names = "--images", description = "Images of each character.")
    int images = 300;

    @Option(names = "--epochs", description = "How often each image is seen.")
    int epochs = 6;

    @Spec
    CommandSpec command;

    @Override
    public void check(Given given) {
        given.atLeast(1, "--images", "--epochs");
    }

    @Override
    public void run() {
        if (Files.exists(out)) throw new BadData(out, "is there already, name another file");
        AtomicFiles.requireMayWrite(out.toAbsolutePath().getParent());
        ConceptWorld drawn = new ConceptWorld(world.size, seed);
        try (Judge judge = Judge.pretrained(drawn, images, epochs, epoch -> System.out.println("epoch " + epoch))) {
            System.out.println(judge.accuracy(drawn, ASKED).sentence());
            judge.write(out);
            Invocations.manifest(command, Platform.of("nd4j", Threads.count())).writeBeside(out);
        }
        System.out.println(out.toAbsolutePath());
    }
}
