package io.github.fttp.mllm.conceptworld;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.TokenLosses;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.ElementsWithoutConcept;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Look;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.llava.LlavaModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A vision tower and the projector behind it in the loop, in place of the pretraining that LLaVA's tower brings along. Its
 * elements are labels of each patch that shows a character: six traits of its look, and who it is. Two linear layers
 * predict them, from what the tower sees and from what the projector makes of it for the decoder, and are left behind.
 */
final class TrainableTower implements TrainableModel<Staging>, AutoCloseable {
    /** Labels of a patch. */
    private static final int LABELS = 7;
    /** Linear layers that predict each label: one behind the tower, one behind the projector. */
    private static final int HEADS = 2;
    /** A patch shows a character that covers so much of it. */
    private static final double COVERED = 0.25;

    private final LlavaModel model;
    private final Engine engine;
    private final ImagePreparation images;
    private final List<DrawnCharacter> characters;
    private final Linear towerHead;
    private final Linear projectorHead;
    private final List<Parameter> trained;

    /**
     * @param trained of tower and projector; the parameters of the linear layers are drawn from {@code weights}
     * @throws IllegalArgumentException if the tower takes images of another size than are drawn
     */
    TrainableTower(
            LlavaModel model,
            Engine engine,
            ImagePreparation images,
            Cast cast,
            Weights weights,
            List<Parameter> trained) {
        this.model = model;
        this.engine = engine;
        this.images = images;
        characters = cast.characters();
        int side = model.visionTower().config().imageSize();
        if (side != Staging.SIZE) {
            throw new IllegalArgumentException(
                    "the vision tower takes images of " + side + " pixels a side, expected " + Staging.SIZE);
        }
        int logits = LABELS * characters.size();
        // The names are the seeds of their weights.
        towerHead =
                Linear.withBias(weights, "told", model.visionTower().config().hiddenSize(), logits);
        projectorHead =
                Linear.withBias(weights, "projected", model.config().text().hiddenSize(), logits);
        this.trained = new ArrayList<>(trained);
        this.trained.addAll(towerHead.parameters());
        this.trained.addAll(projectorHead.parameters());
        this.trained.forEach(parameter -> parameter.unfreeze(engine.pool()));
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public List<ParameterGroup> groups() {
        return List.of(new ParameterGroup(trained, 1));
    }

    @Override
    public Set<Need> offers() {
        return Set.of();
    }

    @Override
    public ElementMask mask(List<Staging> batch) {
        return ElementMask.of(
                new float[batch.stream().mapToInt(each -> patches(each).length).sum() * LABELS * HEADS]);
    }

    @Override
    public Elements forward(Tape tape, List<Staging> batch, long seed) {
        return evaluate(tape, batch);
    }

    @Override
    public Elements evaluate(Tape tape, List<Staging> batch) {
        Var seen = model.encode(
                tape,
                batch.stream()
                        .map(each -> images.prepare(each.image(Staging.SIZE)))
                        .toList());
        int patches = seen.shape().dim(1);
        List<Integer> rows = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int b = 0; b < batch.size(); b++) {
            for (int patch : patches(batch.get(b))) {
                rows.add(b * patches + patch);
                labels.addAll(labels(batch.get(b).characters().get(0).character()));
            }
        }
        int[] shown = ints(rows);
        Var logits = Rows.concat(
                tape,
                0,
                logits(tape, towerHead, seen, shown),
                logits(tape, projectorHead, model.project(tape, seen), shown));
        labels.addAll(List.copyOf(labels));
        return new PatchElements(ElementMask.of(new float[labels.size()]), TokenLosses.of(tape, logits, ints(labels)));
    }

    /** @param features [B, patches, C] */
    private Var logits(Tape tape, Linear layer, Var features, int[] rows) {
        int width = features.shape().dim(2);
        Var states = features.reshape(features.shape().dim(0) * features.shape().dim(1), width);
        return layer.forward(tape, Rows.gather(tape, states, rows)).reshape(rows.length * LABELS, characters.size());
    }

    /** Gives the linear layers' memory back; the model stays the caller's, and what trained of it trains no longer. */
    @Override
    public void close() {
        trained.forEach(parameter -> parameter.trainable(false));
        towerHead.close();
        projectorHead.close();
    }

    /** Numbers of the patches that show the only character. */
    private int[] patches(Staging staging) {
        int side = model.visionTower().config().patchSize();
        int columns = Staging.SIZE / side;
        boolean[] shown = staging.mask(0, Staging.SIZE).values();
        int[] pixels = new int[columns * columns];
        for (int i = 0; i < shown.length; i++) {
            if (shown[i]) pixels[i / Staging.SIZE / side * columns + i % Staging.SIZE / side]++;
        }
        return IntStream.range(0, pixels.length)
                .filter(patch -> pixels[patch] >= COVERED * side * side)
                .toArray();
    }

    private List<Integer> labels(DrawnCharacter character) {
        Look look = character.look();
        return List.of(
                look.body().ordinal(),
                look.colour().ordinal(),
                look.pattern().ordinal(),
                look.trim().ordinal(),
                look.headwear().ordinal(),
                look.accessory().ordinal(),
                characters.indexOf(character));
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    private record PatchElements(ElementMask mask, TokenLosses each) implements ElementsWithoutConcept {
        @Override
        public float[] losses() {
            return each.nll();
        }

        @Override
        public Var weighted(float[] weights) {
            return each.weighted(weights);
        }
    }
}
