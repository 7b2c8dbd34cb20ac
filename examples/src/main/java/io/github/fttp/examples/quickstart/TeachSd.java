package io.github.fttp.examples.quickstart;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.optim.Schedule;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.examples.EngineOptions;
import io.github.fttp.examples.quickstart.LittleWorld.Illustration;
import io.github.fttp.examples.quickstart.LittleWorld.Someone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Teaches a small Stable Diffusion, from nothing, to draw the little world's characters and landscapes. The same seed gives the
 * same bytes, on the same engine and number of threads. {@link LittleSdResource} is one that it taught.
 */
@Command(
        name = "teach-sd",
        sortOptions = false,
        description = "Teach a small Stable Diffusion six drawn characters, and write it as a pipeline folder.")
public final class TeachSd implements Callable<Integer> {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";
    /** Few, since each picture has thousands of places to learn from. */
    private static final int VAE_BATCH = 4;

    private static final int BATCH = 16;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write, not there yet.")
    Path out;

    @Option(names = "--seed", defaultValue = "1", description = "Of pictures and weights" + SHOWN)
    long seed;

    @Option(
            names = "--pictures",
            defaultValue = "400",
            description = "Of each character, and of landscapes without any" + SHOWN)
    int pictures;

    @Option(names = "--vae-steps", defaultValue = "1000", description = "Of teaching the autoencoder" + SHOWN)
    int vaeSteps;

    @Option(names = "--steps", defaultValue = "3000", description = "Of teaching U-Net and text encoder" + SHOWN)
    int steps;

    @Option(names = "--rate", defaultValue = "2e-3", description = "Highest learning rate" + SHOWN)
    double rate;

    @Mixin
    EngineOptions computing;

    @Override
    public Integer call() {
        Check.atLeast(1, pictures, "--pictures");
        Check.atLeast(1, vaeSteps, "--vae-steps");
        Check.atLeast(1, steps, "--steps");
        if (Files.exists(out)) throw new BadData(out, "is there already, name another folder");
        List<Illustration> illustrations = illustrations();
        ClipWords words =
                ClipWords.of(illustrations.stream().map(Illustration::caption).toList());
        try (Engine engine = computing.open();
                LittleSd model = LittleSd.fresh(engine, words, seed)) {
            report("autoencoder", model.vae());
            List<float[]> pixels = illustrations.stream()
                    .map(each -> ImageProcessor.stableDiffusion(LittleWorld.ILLUSTRATION_SIZE)
                            .process(each.picture()))
                    .toList();
            teach(Unlearner.of(new AutoencoderTrainee(model.vae(), engine)), VAE_BATCH, vaeSteps)
                    .forget(pixels);
            model.finishAutoencoder(pixels);
            report("U-Net", model.unet());
            report("text encoder", model.text());
            List<CaptionTrainee.Captioned> samples = model.captioned(illustrations, pixels);
            teach(Unlearner.of(model.captionTrainee()), BATCH, steps).forget(samples);
            AtomicFiles.writeFolder(out, model::write);
        }
        System.out.println(out.toAbsolutePath());
        return 0;
    }

    private List<Illustration> illustrations() {
        LittleWorld world = new LittleWorld(seed);
        List<Illustration> all = new ArrayList<>(world.illustrations(pictures));
        for (Someone one : LittleWorld.PEOPLE) all.addAll(world.illustrations(pictures, one));
        return all;
    }

    private <S> Unlearner<S> teach(Unlearner<S> run, int batch, int count) {
        return run.method(new GradientDescent())
                .optimizer(Adam.rate(rate))
                .schedule("cosine 0.05", Schedule.cosine(0.05))
                .clip(1)
                .batch(batch)
                .seed(seed)
                .steps(count)
                .listen(new StepLines(50));
    }

    private static void report(String name, Module part) {
        long values = part.parameters().stream()
                .map(Parameter::value)
                .mapToLong(value -> value.shape().size())
                .sum();
        System.out.printf(Locale.ROOT, "teaching the %s, %.2f million weights ...%n", name, values * 1e-6);
    }
}
