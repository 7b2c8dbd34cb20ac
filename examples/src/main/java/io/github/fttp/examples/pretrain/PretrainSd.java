package io.github.fttp.examples.pretrain;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.examples.Digests;
import io.github.fttp.examples.EngineOptions;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Figure;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Pretrains a small Stable Diffusion, from nothing, to draw the world's characters and places. The same seed gives the same bytes,
 * on the same engine and number of threads.
 */
@Command(
        name = "pretrain-sd",
        footer = "fttp pretrain-sd --out pretrained-sd",
        sortOptions = false,
        description = {
            "Pretrain a small Stable Diffusion the characters of ConceptWorld, and write it as a pipeline folder.",
            "Started again with the same --out, it goes on where it was stopped."
        })
@Under(Heading.TRAINING)
public final class PretrainSd implements Callable<Integer>, Checked {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";
    /** Few, since each image has thousands of places to learn from. */
    private static final int VAE_BATCH = 8;

    private static final int BATCH = 16;

    @Under(Heading.RESULTS)
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write, not there yet.")
    Path out;

    @Option(names = "--seed", defaultValue = "1", description = "Of images and weights" + SHOWN)
    long seed;

    @Under(Heading.MODEL)
    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "One that this command pretrained before, to go on with its U-Net and text encoder.")
    Path from;

    @Under(Heading.DATA)
    @Option(
            names = "--images",
            defaultValue = "400",
            description = "Of each character, and of each place without any" + SHOWN)
    int images;

    @Option(names = "--vae-steps", defaultValue = "2000", description = "Of pretraining the autoencoder" + SHOWN)
    int vaeSteps;

    @Option(names = "--steps", defaultValue = "9000", description = "Of pretraining U-Net and text encoder" + SHOWN)
    int steps;

    @Option(names = "--rate", defaultValue = "2e-3", description = "Highest learning rate" + SHOWN)
    double rate;

    @Mixin
    EngineOptions computing;

    @Override
    public void check(Given given) {
        given.notWith("--from", "--vae-steps");
        given.ineffective(true, "here", "all weights are float32 while they are pretrained", "--bf16");
        Check.atLeast(1, images, "--images");
        Check.atLeast(1, vaeSteps, "--vae-steps");
        Check.atLeast(1, steps, "--steps");
        Check.finiteAtLeast(0, rate, "--rate");
    }

    @Override
    public Integer call() {
        if (Files.exists(out)) throw new BadData(out, "is there already, name another folder");
        List<Staging> shown = shown();
        List<String> captions = captions(shown);
        try (Engine engine = computing.open();
                LittleSd model = from == null
                        ? LittleSd.fresh(engine, ClipWords.of(captions), seed)
                        : LittleSd.pretrained(engine, from)) {
            ImageProcessor processor = ImageProcessor.stableDiffusion(Staging.SIZE);
            List<float[]> pixels = shown.stream()
                    .map(each -> processor.process(each.image(Staging.SIZE)))
                    .toList();
            if (from == null) {
                Pretraining.announce("autoencoder", model.vae());
                pretrain(new TrainableAutoencoder(model.vae(), engine), VAE_BATCH, vaeSteps, "vae", "nothing", pixels);
                model.finishAutoencoder(pixels);
            }
            Pretraining.announce("U-Net", model.unet());
            Pretraining.announce("text encoder", model.text());
            String begin = from == null ? "an autoencoder of " + vaeSteps + " steps" : Digests.of(from);
            pretrain(model.trainableCaptioner(), BATCH, steps, "unet", begin, model.captioned(captions, pixels));
            AtomicFiles.writeFolder(out, model::write);
        }
        AtomicFiles.delete(Pretraining.unfinished(out));
        System.out.println(out.toAbsolutePath());
        return 0;
    }

    private List<Staging> shown() {
        ConceptWorld world = new ConceptWorld(seed);
        List<Staging> all = new ArrayList<>(world.images(Split.TEACHING, 4 * images));
        for (Figure figure : Cast.FIGURES) all.addAll(world.images(Split.TEACHING, images, figure));
        return all;
    }

    /** One in four calls characters by their other names. */
    private static List<String> captions(List<Staging> shown) {
        List<String> captions = new ArrayList<>();
        for (Staging each : shown) {
            captions.add(each.caption(captions.size() % 4 == 3 ? Figure::alias : Figure::name));
        }
        return captions;
    }

    private <S> void pretrain(
            TrainableModel<S> trainable, int batch, int count, String stage, String begin, List<S> samples) {
        Path checkpoint = Pretraining.unfinished(out).resolve(stage + ".safetensors");
        Pretraining.descend(trainable, begin, Adam.rate(rate), batch, count, seed, checkpoint, samples);
    }
}
