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
 *
 * <p>What the vision tower makes of a picture is kept from step to step while nothing in the tower trains; {@link #close}
 * gives that memory back. The model and the adapter stay the caller's.
 */
public final class LlavaTrainee implements Trainee<PicturedSample>, AutoCloseable {
    /** Of which the length of a batch is a multiple. */
    private static final int LENGTHS = 16;

    private final LlavaModel model;
    private final Engine engine;
    private final Optional<LoraAdapter> adapter;
    private final List<ParameterGroup> groups;
    private final PictureFeatures features;

    private LlavaTrainee(
            LlavaModel model,
            Engine engine,
            Optional<LoraAdapter> adapter,
            List<ParameterGroup> groups,
            PictureFeatures features) {
        this.model = model;
        this.engine = engine;
        this.adapter = adapter;
        this.groups = List.copyOf(groups);
        this.features = features;
    }

    /** Trains an adapter that is attached to the model; everything else stays as it is. */
    public static LlavaTrainee of(LlavaModel model, Engine engine, LoraAdapter adapter) {
        return new LlavaTrainee(
                model,
                engine,
                Optional.of(adapter),
                List.of(new ParameterGroup(adapter.parameters(), 1)),
                PictureFeatures.of(model, engine));
    }

    /**
     * Trains an adapter and, as LLaVA's authors do, the whole projector with a learning rate of its own. There is no base
     * model beside it then.
     *
     * @param rateFactor the projector's rate as a multiple of the optimiser's: 0.1 for 2e-5 beside 2e-4
     */
    public static LlavaTrainee withProjector(LlavaModel model, Engine engine, LoraAdapter adapter, double rateFactor) {
        List<Parameter> projector = model.projector().parameters();
        projector.forEach(parameter -> parameter.thaw(engine.pool()));
        return new LlavaTrainee(
                model,
                engine,
                Optional.of(adapter),
                List.of(new ParameterGroup(adapter.parameters(), 1), new ParameterGroup(projector, rateFactor)),
                PictureFeatures.of(model, engine));
    }

    /** Trains these parameters of the model itself. */
    public static LlavaTrainee of(LlavaModel model, Engine engine, List<Parameter> parameters) {
        parameters.forEach(parameter -> parameter.thaw(engine.pool()));
        return new LlavaTrainee(
                model,
                engine,
                Optional.empty(),
                List.of(new ParameterGroup(parameters, 1)),
                PictureFeatures.of(model, engine));
    }

    /** The same, encoding pictures anew in every step: for timings, and where there are too many of them to keep. */
    public LlavaTrainee encodingAnew() {
        return new LlavaTrainee(model, engine, adapter, groups, PictureFeatures.anew(model, engine));
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
        boolean base = adapter.isPresent() && groups.size() == 1;
        return base ? Set.of(Need.CONCEPT_MASK, Need.BASE_MODEL) : Set.of(Need.CONCEPT_MASK);
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
        return elements(tape, batch);
    }

    @Override
    public Elements evaluate(Tape tape, List<PicturedSample> batch) {
        adapter.ifPresent(LoraAdapter::evaluate);
        return elements(tape, batch);
    }

    private Elements elements(Tape tape, List<PicturedSample> batch) {
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
            int last = inputs.length() - 1;
            while (!inputs.attended()[0][last]) last--;
            return logits(tape, inputs, List.of(sample), last).value().toArray();
        }
    }

    private MergedInputs merged(List<PicturedSample> batch) {
        int size = batch.size();
        int longest = roundedUp(batch.stream()
                .mapToInt(each -> each.text().inputIds().length)
                .max()
                .orElse(0));
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

    /** Kernels and buffers are made once a length: few lengths, few of them. */
    private static int roundedUp(int length) {
        return (length + LENGTHS - 1) / LENGTHS * LENGTHS;
    }

    private Var logits(Tape tape, MergedInputs inputs, List<PicturedSample> batch, int... rows) {
        Var x = model.embed(tape, inputs, projected(tape, batch));
        Var last = model.languageModel().forward(tape, x, inputs.attended(), state -> {});
        int width = last.shape().dim(-1);
        return model.languageModel()
                .logits(tape, Rows.gather(tape, last.reshape(last.shape().rows(), width), rows));
    }

    /** Projected features of all pictures of the batch; a constant of no rows where there are none. */
    private Var projected(Tape tape, List<PicturedSample> batch) {
        List<float[]> pictures =
                batch.stream().flatMap(sample -> sample.pixels().stream()).toList();
        Var selected = features.of(tape, pictures);
        return pictures.isEmpty() ? selected : model.project(tape, selected);
    }

    private Tensor baseLogits(Tape tape, MergedInputs inputs, List<PicturedSample> batch, int... rows) {
        LoraAdapter trained = adapter.orElseThrow(() -> new IllegalStateException("no base model is kept"));
        try (Tensor base = trained.without(() -> Tape.detached(engine, inner -> logits(inner, inputs, batch, rows)))) {
            Tensor kept = tape.drawKept(base.shape());
            engine.copy(base, kept);
            return kept;
        }
    }

    @Override
    public void close() {
        features.close();
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
