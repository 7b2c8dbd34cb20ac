package io.github.fttp.examples.pretrain;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.optim.Optimizer;
import io.github.fttp.core.optim.Schedule;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.core.train.Unlearner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What pretraining from nothing is the same for, whatever is pretrained. */
final class Pretraining {
    private static final int CHECKPOINT_EVERY = 250;

    private Pretraining() {}

    /**
     * Weights to begin with: the wider what comes in, the smaller, as PyTorch draws them; its uniform numbers are normal ones
     * here.
     */
    static Weights fresh(Engine engine, long seed) {
        return (name, shape) -> {
            double in = shape.size() / (double) shape.dim(0);
            return new RandomWeights(engine.pool(), seed, 1 / Math.sqrt(3 * in), DType.FLOAT32).require(name, shape);
        };
    }

    /** Says what is being pretrained. */
    static void announce(String name, Module part) {
        long values = part.parameters().stream()
                .mapToLong(parameter -> parameter.value().shape().size())
                .sum();
        System.out.printf(Locale.ROOT, "pretraining the %s, %.2f million weights ...%n", name, values * 1e-6);
    }

    /**
     * Where what is pretrained into {@code out} is kept until that is whole; a command that is started again goes on from there.
     */
    static Path unfinished(Path out) {
        Path folder = out.resolveSibling(out.getFileName() + ".unfinished");
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        }
    }

    /**
     * Descent along a cosine, a line every fifty steps.
     *
     * @param begin what it begins with: a checkpoint of another beginning is refused
     * @param checkpoint of this run; goes on from it if it is there
     */
    static <S> void descend(
            TrainableModel<S> trainable,
            String begin,
            Optimizer optimizer,
            int batch,
            int steps,
            long seed,
            Path checkpoint,
            List<S> samples) {
        Unlearner<S> run = Unlearner.of(trainable)
                .method(new GradientDescent())
                .optimizer(optimizer)
                .schedule("cosine 0.05", Schedule.cosine(0.05))
                .clip(1)
                .batch(batch)
                .seed(seed)
                .steps(steps)
                .setting("begin", begin)
                .setting("engine", trainable.engine().name() + " on " + Threads.count() + " threads")
                .checkpoint(checkpoint, CHECKPOINT_EVERY)
                .listen(new StepLines(50));
        if (Files.exists(checkpoint)) run.resume();
        run.forget(samples);
    }

    /** Writes weights as bfloat16. */
    static void write(Module part, Path file) {
        Map<String, Tensor> values = new HashMap<>();
        Map<String, String> types = new TreeMap<>();
        for (Parameter parameter : part.parameters()) {
            values.put(parameter.name(), parameter.value());
            types.put(parameter.name(), "BF16");
        }
        Safetensors.write(file, values, types, Map.of("format", "pt"));
    }
}
