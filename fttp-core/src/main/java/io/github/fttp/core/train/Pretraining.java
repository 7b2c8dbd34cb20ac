package io.github.fttp.core.train;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Training from nothing into a folder, in stages that go on where they were stopped: gradient descent along a cosine, with a
 * checkpoint for each stage beside the folder until that is whole.
 *
 * @param out the folder that is written, not there yet
 * @param seed of weights and of the order of samples
 * @param listener told about parts, stages and steps
 */
public record Pretraining(Path out, long seed, PretrainingListener listener) {
    private static final int CHECKPOINT_EVERY = 250;
    private static final double WARM_UP = 0.05;

    /** @throws BadData if the folder is there already */
    public Pretraining {
        if (Files.exists(out)) throw new BadData(out, "is there already, name another folder");
    }

    /**
     * Weights to begin with: the wider the input, the smaller, as PyTorch draws them; its uniform numbers are normal ones here.
     */
    public Weights fresh(Engine engine) {
        return (name, shape) -> {
            double in = shape.size() / (double) shape.dim(0);
            return new RandomWeights(engine.pool(), seed, 1 / Math.sqrt(3 * in), DType.FLOAT32).require(name, shape);
        };
    }

    /** Tells the listener about a part that is going to train. */
    public void announce(String name, Module part) {
        listener.begins(
                name,
                part.parameters().stream()
                        .mapToLong(parameter -> parameter.value().shape().size())
                        .sum());
    }

    /** The settings of a stage's descent. */
    public record Stage(String name, Optimizer optimizer, int batch, int steps) {}

    /**
     * Descends on the mean loss of all elements; goes on from the stage's checkpoint if there is one.
     *
     * @param begin what the stage begins with: a checkpoint of another beginning is refused
     * @param validation samples of which the listener is told what the model knows, as often as a checkpoint is written; may
     *     be empty
     */
    public <S> void descend(
            TrainableModel<S> trainable, Stage stage, String begin, List<S> samples, List<S> validation) {
        Path checkpoint = unfinished().resolve(stage.name() + ".safetensors");
        listener.begins(stage.name(), samples);
        Unlearner<S> run = Unlearner.of(trainable)
                .method(new GradientDescent())
                .training(Training.by(stage.optimizer())
                        .schedule(Schedule.cosine(WARM_UP))
                        .clip(1)
                        .batch(stage.batch())
                        .seed(seed)
                        .steps(stage.steps()))
                .setting("begin", begin)
                .setting("engine", Platform.engineOnThreads(trainable.engine()))
                .checkpoint(checkpoint, CHECKPOINT_EVERY)
                .listen(listener);
        if (!validation.isEmpty()) run.evaluate(CHECKPOINT_EVERY, step -> known(trainable, stage, validation));
        if (Files.exists(checkpoint)) run.resume();
        run.forget(samples);
    }

    /** Names of several tokens are known as far as all of their tokens are. */
    private static <S> Map<String, Double> known(TrainableModel<S> trainable, Stage stage, List<S> validation) {
        Knowledge knowledge = Knowledge.of(trainable, validation, stage.batch());
        Map<String, Double> known = new TreeMap<>();
        if (knowledge.mentions() > 0) known.put("names", knowledge.mentionProbability());
        known.put("others", knowledge.natural());
        return known;
    }

    /** Writes the folder whole or not at all, and deletes the checkpoints. */
    public void write(AtomicFiles.FolderBody content) {
        AtomicFiles.writeFolder(out, content);
        AtomicFiles.delete(unfinished());
    }

    /** Writes a part's weights as bfloat16. */
    public static void write(Module part, Path file) {
        Map<String, Tensor> values = new HashMap<>();
        Map<String, String> types = new TreeMap<>();
        for (Parameter parameter : part.parameters()) {
            values.put(parameter.name(), parameter.value());
            types.put(parameter.name(), "BF16");
        }
        Safetensors.write(file, values, types, Map.of("format", "pt"));
    }

    private Path unfinished() {
        Path folder = out.resolveSibling(out.getFileName() + ".unfinished");
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        }
    }
}
