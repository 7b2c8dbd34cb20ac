package io.github.fttp.mllm.train;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Features that the vision tower makes of images: computed once an image while nothing in the tower trains. Owns what it keeps. */
final class ImageFeatures implements AutoCloseable {
    private final VisionLanguageModel model;
    private final Engine engine;
    private final long mostBytes;
    private final Map<float[], Tensor> kept = new IdentityHashMap<>();
    private long keptBytes;

    private ImageFeatures(VisionLanguageModel model, Engine engine, long mostBytes) {
        this.model = model;
        this.engine = engine;
        this.mostBytes = mostBytes;
    }

    static ImageFeatures of(VisionLanguageModel model, Engine engine) {
        return new ImageFeatures(model, engine, VisionLanguageModel.MOST_FEATURE_BYTES);
    }

    /** Keeps nothing. */
    static ImageFeatures anew(VisionLanguageModel model, Engine engine) {
        return new ImageFeatures(model, engine, 0);
    }

    /**
     * {@link VisionLanguageModel#encode}; of no images a constant of no rows.
     */
    Var of(Tape tape, List<PreparedImage> images) {
        if (images.isEmpty()) return tape.constant(tape.drawKept(Shape.of(0)));
        if (mostBytes == 0 || towerTrains()) return model.encode(tape, images);
        // One image at a time: in other company its bits may be others, and a resumed run has other company.
        List<Tensor> each = images.stream().map(this::single).toList();
        int rows = each.stream().mapToInt(one -> one.shape().dim(0)).sum();
        Tensor all = tape.drawKept(each.get(0).shape().with(0, rows));
        int from = 0;
        for (int i = 0; i < each.size(); i++) {
            int to = from + each.get(i).shape().dim(0);
            engine.copy(each.get(i), all.slice(0, from, to));
            from = to;
            if (!kept.containsKey(images.get(i).pixels())) each.get(i).close();
        }
        return tape.constant(all);
    }

    private boolean towerTrains() {
        return model.visionTower().parameters().stream().anyMatch(Parameter::isTrainable)
                || model.visionTower().linears().stream().anyMatch(Linear::isAdapted);
    }

    private Tensor single(PreparedImage image) {
        Tensor known = kept.get(image.pixels());
        if (known != null) return known;
        Tensor fresh = Tape.detached(engine, tape -> model.encode(tape, List.of(image)));
        long bytes = fresh.shape().size() * fresh.type().bytes();
        if (keptBytes + bytes <= mostBytes) {
            kept.put(image.pixels(), fresh);
            keptBytes += bytes;
        }
        return fresh;
    }

    @Override
    public void close() {
        kept.values().forEach(Tensor::close);
        kept.clear();
        keptBytes = 0;
    }
}
