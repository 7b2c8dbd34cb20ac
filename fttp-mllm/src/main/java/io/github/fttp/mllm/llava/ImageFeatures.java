package io.github.fttp.mllm.llava;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** What the vision tower makes of images: computed once an image while nothing in the tower trains. Owns what it keeps. */
final class ImageFeatures implements AutoCloseable {
    /** Some 450 images of LLaVA 1.5: far more than a forget set has, and a bound for other uses. */
    private static final long MOST_BYTES = 1L << 30;

    private final LlavaModel model;
    private final Engine engine;
    private final long mostBytes;
    private final Map<float[], Tensor> kept = new IdentityHashMap<>();
    private long keptBytes;

    private ImageFeatures(LlavaModel model, Engine engine, long mostBytes) {
        this.model = model;
        this.engine = engine;
        this.mostBytes = mostBytes;
    }

    static ImageFeatures of(LlavaModel model, Engine engine) {
        return new ImageFeatures(model, engine, MOST_BYTES);
    }

    /** Keeps nothing. */
    static ImageFeatures anew(LlavaModel model, Engine engine) {
        return new ImageFeatures(model, engine, 0);
    }

    /**
     * {@code [N, positions, vision hidden * layers]}; of no images a constant of no rows.
     *
     * @param images {@code [C, S, S]} each
     */
    Var of(Tape tape, List<float[]> images) {
        if (images.isEmpty()) return tape.constant(pixels(tape, images));
        if (mostBytes == 0 || towerTrains()) return model.selectedFeatures(tape, pixels(tape, images));
        // One image at a time: in other company its bits may be others, and a resumed run has other company.
        List<Tensor> each = images.stream().map(this::single).toList();
        Tensor all = tape.drawKept(each.get(0).shape().with(0, images.size()));
        for (int i = 0; i < each.size(); i++) {
            engine.copy(each.get(i), all.slice(0, i, i + 1));
            if (!kept.containsKey(images.get(i))) each.get(i).close();
        }
        return tape.constant(all);
    }

    private boolean towerTrains() {
        return model.visionTower().parameters().stream().anyMatch(Parameter::isTrainable)
                || model.visionTower().linears().stream().anyMatch(Linear::isAdapted);
    }

    /** {@code [1, positions, ..]}. */
    private Tensor single(float[] image) {
        Tensor known = kept.get(image);
        if (known != null) return known;
        Tensor fresh = Tape.detached(engine, tape -> model.selectedFeatures(tape, pixels(tape, List.of(image))));
        long bytes = fresh.shape().size() * fresh.type().bytes();
        if (keptBytes + bytes <= mostBytes) {
            kept.put(image, fresh);
            keptBytes += bytes;
        }
        return fresh;
    }

    private Tensor pixels(Tape tape, List<float[]> images) {
        int side = model.config().vision().imageSize();
        Tensor pixels =
                tape.drawKept(Shape.of(images.size(), model.config().vision().channels(), side, side));
        for (int i = 0; i < images.size(); i++) pixels.get(i).set(images.get(i));
        return pixels;
    }

    @Override
    public void close() {
        kept.values().forEach(Tensor::close);
        kept.clear();
        keptBytes = 0;
    }
}
