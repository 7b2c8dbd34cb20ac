package io.github.fttp.core.clip;

import io.github.fttp.core.Parts;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A CLIP, loaded: images and texts become features that can be compared. Closes the model; engine and folder stay open. */
public final class Clip implements AutoCloseable {
    private static final int BATCH = 16;

    private final Engine engine;
    private final ClipModel model;
    private final ClipVisionConfig vision;
    private final ImageProcessor processor;
    private final ClipTokenizer tokenizer;

    Clip(Engine engine, ClipModel model, ClipVisionConfig vision, ImageProcessor processor, ClipTokenizer tokenizer) {
        this.engine = engine;
        this.model = model;
        this.vision = vision;
        this.processor = processor;
        this.tokenizer = tokenizer;
    }

    /** Projected features, a row an image, not normalised. */
    public double[][] images(List<Image> images) {
        return images(images, Function.identity());
    }

    /**
     * Embeds images that are read when their turn comes: those of a whole folder need not fit into memory.
     *
     * @param read one of these as an image
     */
    public <T> double[][] images(List<T> images, Function<T, Image> read) {
        return batched(images, batch -> {
            int side = vision.imageSize();
            try (Tensor pixels = engine.pool().draw(Shape.of(batch.size(), vision.channels(), side, side))) {
                for (int i = 0; i < batch.size(); i++) {
                    pixels.get(i).set(processor.process(read.apply(batch.get(i))));
                }
                return Tape.detached(engine, tape -> model.imageFeatures(tape, pixels));
            }
        });
    }

    /** Projected features, a row a text, not normalised; of longer texts than the model takes the end is cut off. */
    public double[][] texts(List<String> texts) {
        return batched(texts, batch -> {
            int[][] ids =
                    batch.stream().map(text -> tokenizer.encode(text).ids()).toArray(int[][]::new);
            return Tape.detached(engine, tape -> model.textFeatures(tape, ids));
        });
    }

    private static <T> double[][] batched(List<T> all, Function<List<T>, Tensor> features) {
        List<double[]> rows = new ArrayList<>();
        for (List<T> part : Parts.of(all, BATCH)) {
            try (Tensor batch = features.apply(part)) {
                for (int i = 0; i < batch.shape().dim(0); i++) {
                    rows.add(doubles(batch.get(i).toArray()));
                }
            }
        }
        return rows.toArray(double[][]::new);
    }

    private static double[] doubles(float... values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) doubles[i] = values[i];
        return doubles;
    }

    @Override
    public void close() {
        model.close();
    }
}
