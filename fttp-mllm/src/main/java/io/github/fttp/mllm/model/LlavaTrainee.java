package io.github.fttp.mllm.model;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.TokenLosses;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.Trainee;
import io.github.fttp.mllm.data.EncodedSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A LLaVA in the loop: its elements are the labels of a batch, sample by sample, and logits are computed for them alone.
 * With a LoRA adapter the base model is the same weights without it.
 */
public final class LlavaTrainee implements Trainee<PicturedSample> {
    private final LlavaModel model;
    private final Engine engine;
    private final Optional<LoraAdapter> adapter;
    private final List<ParameterGroup> groups;

    private LlavaTrainee(LlavaModel model, Engine engine, Optional<LoraAdapter> adapter, List<ParameterGroup> groups) {
        this.model = model;
        this.engine = engine;
        this.adapter = adapter;
        this.groups = List.copyOf(groups);
    }

    /** Trains an adapter that is attached to the model; everything else stays as it is. */
    public static LlavaTrainee of(LlavaModel model, Engine engine, LoraAdapter adapter) {
        return new LlavaTrainee(
                model, engine, Optional.of(adapter), List.of(new ParameterGroup(adapter.parameters(), 1)));
    }

    /** Trains these parameters of the model itself, which must not be mapped from a file. */
    public static LlavaTrainee of(LlavaModel model, Engine engine, List<Parameter> parameters) {
        parameters.forEach(parameter -> parameter.trainable(true));
        return new LlavaTrainee(model, engine, Optional.empty(), List.of(new ParameterGroup(parameters, 1)));
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public List<ParameterGroup> groups() {
        return groups;
    }

    @Override
    public Set<Need> offers() {
        return adapter.isPresent() ? Set.of(Need.CONCEPT_MASK, Need.BASE_MODEL) : Set.of(Need.CONCEPT_MASK);
    }

    @Override
    public ElementMask mask(List<PicturedSample> batch) {
        List<Float> concept = new ArrayList<>();
        for (PicturedSample sample : batch) {
            EncodedSample text = sample.text();
            for (int t = 1; t < text.labels().length; t++) {
                if (text.labels()[t] != EncodedSample.IGNORE) concept.add(text.concept()[t]);
            }
        }
        float[] values = new float[concept.size()];
        for (int i = 0; i < values.length; i++) values[i] = concept.get(i);
        return ElementMask.of(values);
    }

    @Override
    public Elements forward(Tape tape, List<PicturedSample> batch, long seed) {
        adapter.ifPresent(each -> each.train(seed, 0));
        MergedInputs inputs = merged(batch);
        Labels labels = Labels.of(inputs);
        Var logits = logits(tape, inputs, batch, labels.rows());
        TokenLosses losses = TokenLosses.of(tape, logits, labels.ids());
        ElementMask mask = mask(batch);
        return new Elements() {
            @Override
            public ElementMask mask() {
                return mask;
            }

            @Override
            public float[] losses() {
                return losses.nll();
            }

            @Override
            public float[] probabilities() {
                float[] all = new float[labels.ids().length];
                for (int i = 0; i < all.length; i++) all[i] = losses.probability(i);
                return all;
            }

            @Override
            public Var weighted(float[] weights) {
                return losses.weighted(weights);
            }

            @Override
            public Var distanceToBase(float[] weights) {
                return losses.klTo(baseLogits(tape, inputs, batch, labels.rows()))
                        .weighted(weights);
            }
        };
    }

    /** The next token's logits behind each sample's text, {@code [V]} of a batch of one: for generation and tests. */
    public float[] nextLogits(PicturedSample sample) {
        adapter.ifPresent(LoraAdapter::evaluate);
        try (Tape tape = Tape.forward(engine)) {
            MergedInputs inputs = merged(List.of(sample));
            return logits(tape, inputs, List.of(sample), inputs.length() - 1)
                    .value()
                    .toArray();
        }
    }

    private MergedInputs merged(List<PicturedSample> batch) {
        int size = batch.size();
        int longest = batch.stream()
                .mapToInt(each -> each.text().inputIds().length)
                .max()
                .orElse(0);
        int[][] ids = new int[size][longest];
        boolean[][] attended = new boolean[size][longest];
        int[][] labels = new int[size][longest];
        float[][] concept = new float[size][longest];
        for (int b = 0; b < size; b++) {
            EncodedSample text = batch.get(b).text();
            int length = text.inputIds().length;
            System.arraycopy(text.inputIds(), 0, ids[b], 0, length);
            Arrays.fill(labels[b], EncodedSample.IGNORE);
            System.arraycopy(text.labels(), 0, labels[b], 0, length);
            System.arraycopy(text.concept(), 0, concept[b], 0, length);
            Arrays.fill(attended[b], 0, length, true);
        }
        LlavaConfig config = model.config();
        return MergedInputs.of(ids, attended, labels, concept, config.imageToken(), config.picturePositions(), 0);
    }

    private Var logits(Tape tape, MergedInputs inputs, List<PicturedSample> batch, int... rows) {
        Var x = model.embed(tape, inputs, features(tape, batch));
        Var last = model.languageModel().forward(tape, x, inputs.attended(), state -> {});
        int width = last.shape().dim(-1);
        return model.languageModel()
                .logits(tape, Rows.gather(tape, last.reshape(last.shape().rows(), width), rows));
    }

    /** Projected features of all pictures of the batch; a constant of no rows where there are none. */
    private Var features(Tape tape, List<PicturedSample> batch) {
        List<float[]> all = new ArrayList<>();
        batch.forEach(sample -> all.addAll(sample.pixels()));
        int side = model.config().vision().imageSize();
        int channels = model.config().vision().channels();
        Tensor pictures = tape.drawKept(Shape.of(all.size(), channels, side, side));
        if (all.isEmpty()) return tape.constant(pictures);
        for (int i = 0; i < all.size(); i++) pictures.get(i).set(all.get(i));
        return model.project(tape, model.selectedFeatures(tape, pictures));
    }

    private Tensor baseLogits(Tape tape, MergedInputs inputs, List<PicturedSample> batch, int... rows) {
        LoraAdapter trained = adapter.orElseThrow(() -> new IllegalStateException("no base model is kept"));
        try (Tensor base = trained.without(() -> Tape.detached(engine, inner -> logits(inner, inputs, batch, rows)))) {
            Tensor kept = tape.drawKept(base.shape());
            engine.copy(base, kept);
            return kept;
        }
    }

    /** Where labels are predicted: row {@code b T + t - 1} of the logits for the label at {@code t}. */
    private record Labels(int[] rows, int[] ids) {
        static Labels of(MergedInputs inputs) {
            List<int[]> found = new ArrayList<>();
            for (int b = 0; b < inputs.labels().length; b++) {
                for (int t = 1; t < inputs.length(); t++) {
                    int label = inputs.labels()[b][t];
                    if (label != EncodedSample.IGNORE) found.add(new int[] {b * inputs.length() + t - 1, label});
                }
            }
            return new Labels(
                    found.stream().mapToInt(each -> each[0]).toArray(),
                    found.stream().mapToInt(each -> each[1]).toArray());
        }
    }
}
