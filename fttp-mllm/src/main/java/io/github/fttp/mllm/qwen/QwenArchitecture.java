package io.github.fttp.mllm.qwen;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.nn.CheckpointWeights;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.mllm.model.EncoderSizes;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * How a model is made of its weights.
 *
 * @param encoder sizes of the family's image encoder
 * @param vision makes it
 */
public record QwenArchitecture(QwenConfig config, EncoderSizes encoder, Function<Weights, VisionEncoder> vision) {
    /** @param weights from a checkpoint, or random ones */
    public QwenModel of(Weights weights) {
        return new QwenModel(config, vision.apply(weights), weights);
    }

    /** Opens the weights of a folder; names and shapes are those of the configuration, and none is read yet. */
    Checkpoint checked(Path folder) {
        Checkpoint checkpoint = Checkpoint.open(folder, "model", QwenModel::currentName);
        of(CheckpointWeights.checking(checkpoint));
        checkpoint.requireAllRead(
                name -> CheckpointWeights.isHarmless(name) || config.text().isTied(name));
        return checkpoint;
    }

    QwenModel load(Checkpoint checkpoint, Pool pool) {
        return of(CheckpointWeights.of(checkpoint, pool));
    }

    /** Loads the weights of a folder; they stay mapped where their type allows. */
    public QwenModel load(Path folder, Engine engine) {
        return load(checked(folder), engine.pool());
    }
}
