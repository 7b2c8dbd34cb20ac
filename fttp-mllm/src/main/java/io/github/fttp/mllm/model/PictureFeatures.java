package io.github.fttp.mllm.model;

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

/** What the vision tower makes of pictures: computed once a picture while nothing in the tower trains. Owns what it keeps. */
final class PictureFeatures implements AutoCloseable {
    /** Some 450 pictures of LLaVA 1.5: far more than a forget set has, and a bound for other uses. */
    private static final long MOST_BYTES = 1L << 30;

    private final LlavaModel model;
    private final Engine engine;
    private final long mostBytes;
    private final Map<float[], Tensor> kept = new IdentityHashMap<>();
    private long keptBytes;

    private PictureFeatures(LlavaModel model, Engine engine, long mostBytes) {
        this.model = model;
        this.engine = engine;
        this.mostBytes = mostBytes;
    }

    static PictureFeatures of(LlavaModel model, Engine engine) {
        return new PictureFeatures(model, engine, MOST_BYTES);
    }

    /** Keeps nothing. */
    static PictureFeatures anew(LlavaModel model, Engine engine) {
        return new PictureFeatures(model, engine, 0);
    }

    /**
     * {@code [N, positions, vision hidden * layers]}; of no pictures a constant of no rows.
     *
     * @param pictures {@code [C, S, S]} each
     */
    Var of(Tape tape, List<float[]> pictures) {
        if (pictures.isEmpty()) return tape.constant(pixels(tape, pictures));
        if (mostBytes == 0 || towerTrains()) return model.selectedFeatures(tape, pixels(tape, pictures));
        // One picture at a time: in other company its bits may be others, and a resumed run has other company.
        List<Tensor> each = pictures.stream().map(this::single).toList();
        Tensor all = tape.drawKept(each.get(0).shape().with(0, pictures.size()));
        for (int i = 0; i < each.size(); i++) {
            engine.copy(each.get(i), all.slice(0, i, i + 1));
            if (!kept.containsKey(pictures.get(i))) each.get(i).close();
        }
        return tape.constant(all);
    }

    private boolean towerTrains() {
        return model.visionTower().parameters().stream().anyMatch(Parameter::isTrainable)
                || model.visionTower().linears().stream().anyMatch(Linear::isAdapted);
    }

    /** {@code [1, positions, ..]}. */
    private Tensor single(float[] picture) {
        Tensor known = kept.get(picture);
        if (known != null) return known;
        Tensor fresh = Tape.detached(engine, tape -> model.selectedFeatures(tape, pixels(tape, List.of(picture))));
        long bytes = fresh.shape().size() * fresh.type().bytes();
        if (keptBytes + bytes <= mostBytes) {
            kept.put(picture, fresh);
            keptBytes += bytes;
        }
        return fresh;
    }

    private Tensor pixels(Tape tape, List<float[]> pictures) {
        int side = model.config().vision().imageSize();
        Tensor pixels =
                tape.drawKept(Shape.of(pictures.size(), model.config().vision().channels(), side, side));
        for (int i = 0; i < pictures.size(); i++) pixels.get(i).set(pictures.get(i));
        return pixels;
    }

    @Override
    public void close() {
        kept.values().forEach(Tensor::close);
        kept.clear();
        keptBytes = 0;
    }
}
