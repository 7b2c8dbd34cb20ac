package io.github.fttp.core.clip;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.nn.CheckpointWeights;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A folder as {@code save_pretrained} of Hugging Face's {@code CLIPModel} and {@code CLIPProcessor} write it. Opening checks
 * that the parts are there and fit each other, and of the weights names and shapes, before anything large is read.
 */
public final class ClipFolder implements AutoCloseable {
    private final ClipConfig config;
    private final Checkpoint checkpoint;
    private final ImageProcessor processor;
    private final ClipTokenizer tokenizer;

    private ClipFolder(ClipConfig config, Checkpoint checkpoint, ImageProcessor processor, ClipTokenizer tokenizer) {
        this.config = config;
        this.checkpoint = checkpoint;
        this.processor = processor;
        this.tokenizer = tokenizer;
    }

    /**
     * Opens a folder.
     *
     * @throws BadCheckpoint naming the file and what is wrong with it
     */
    public static ClipFolder open(Path path) {
        Checkpoint.requireFolder(path);
        ClipConfig config = ClipConfig.read(path);
        Checkpoint checkpoint = Checkpoint.open(path, "model", UnaryOperator.identity());
        ClipModel.of(config, CheckpointWeights.checking(checkpoint));
        checkpoint.requireAllRead(name -> CheckpointWeights.isHarmless(name) || name.equals("logit_scale"));
        ImageProcessor processor = config.vision().processor(path);
        return new ClipFolder(config, checkpoint, processor, ClipTokenizer.load(path, config.text()));
    }

    /** Bytes that the weights take once they are read. */
    public long bytes() {
        return checkpoint.bytes();
    }

    /** The model, to be used while this is open; weights stay mapped where their type allows. The caller closes it. */
    public Clip load(Engine engine) {
        ClipModel model = ClipModel.of(config, CheckpointWeights.of(checkpoint, engine.pool()));
        return new Clip(engine, model, config.vision(), processor, tokenizer);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
