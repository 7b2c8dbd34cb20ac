package io.github.fttp.diffusion.compare;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.train.Training;
import io.github.fttp.diffusion.pipeline.ImageMemory;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.metrics.compare.ComparedModel;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.DrawnWorld;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.conceptworld.Judge;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A Stable Diffusion that methods for images are compared on.
 *
 * @param path of the pipeline's folder
 */
record ComparedStableDiffusion(ComparisonTask task, Path path) implements ComparedModel {
    /** Value, gradient and two moments, float32, and the value to go back to. */
    private static final int BYTES_A_VALUE = 20;

    /** The comparison on the drawn world that ships. */
    public static ComparisonTask drawnWorld() {
        return ComparisonTask.shipped(ComparedStableDiffusion.class, "conceptworld.json");
    }

    @Override
    public Map<String, String> dependencies() {
        Map<String, String> dependencies = new LinkedHashMap<>(task.dependencies());
        dependencies.put("model", Digest.contents(path));
        return dependencies;
    }

    @Override
    public long bytes() {
        try (StableDiffusionFolder folder = StableDiffusionFolder.open(path)) {
            int size = task.image().size();
            Training training = Training.by(Adam.rate(1)).batch(task.batch());
            // The base model, and retain data in a second pass, for some methods ask for them.
            return ImageMemory.bytes(folder, size, size, 1)
                    + folder.unetBytes()
                    + BYTES_A_VALUE * folder.unetValues(name -> true)
                    + 2 * (long) ImageMemory.activations(folder, size, training);
        }
    }

    @Override
    public Environment open(Supplier<Engine> engine) {
        StableDiffusionFolder folder = StableDiffusionFolder.open(path);
        // Before the engine: of a judge that is loaded behind one, last bits of features differ.
        Optional<Judge> judge = task.world().map(ComparedStableDiffusion::judge);
        try {
            Engine opened = engine.get();
            try {
                return new ImageEnvironment(task, folder, judge, opened);
            } catch (RuntimeException | Error e) {
                opened.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            judge.ifPresent(Judge::close);
            folder.close();
            throw e;
        }
    }

    private static Judge judge(DrawnWorld world) {
        return world.judge().map(Judge::read).orElseGet(Judge::standard).require(world.size());
    }
}
