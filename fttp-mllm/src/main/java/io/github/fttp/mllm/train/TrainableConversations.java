package io.github.fttp.mllm.train;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.TokenLosses;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.TokenElements;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.SineOffsets;
import io.github.fttp.core.nn.TokenGradients;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.core.train.WeightChange;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.MergedInputs;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llama.DecoderInput;
import io.github.fttp.mllm.llama.LlamaModel;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A vision-language model in the loop: its elements are the labels of a batch, sample by sample, and logits are computed
 * for them alone. With a LoRA adapter the base model is the same weights without it.
 *
 * <p>What the vision tower makes of an image is kept from step to step while nothing in the tower trains; {@link #close}
 * gives that memory back. The model and the adapter stay the caller's.
 */
public final class TrainableConversations implements TrainableModel<SampleWithImages>, AutoCloseable {
    /** Divisor of the length of a batch, each image counted as one. */
    private static final int LENGTHS = 16;

    private final VisionLanguageModel model;
    private final Engine engine;
    private final Optional<LoraAdapter> adapter;
    private final List<ParameterGroup> groups;
    private final ImageFeatures features;
    private final boolean hasBase;
    private long passes;

    private TrainableConversations(
            VisionLanguageModel model,
            Engine engine,
            Optional<LoraAdapter> adapter,
            List<ParameterGroup> groups,
            ImageFeatures features,
            boolean hasBase) {
        this.model = model;
        this.engine = engine;
        this.adapter = adapter;
        this.groups = List.copyOf(groups);
        this.features = features;
        this.hasBase = hasBase;
    }

    /** Trains an adapter that is attached to the model; everything else stays as it is. */
    public static TrainableConversations of(VisionLanguageModel model, Engine engine, LoraAdapter adapter) {
        adapter.requireTrainable();
        return new TrainableConversations(
                model,
                engine,
                Optional.of(adapter),
                List.of(new ParameterGroup(adapter.parameters(), 1)),
                ImageFeatures.of(model, engine),
                true);
    }

    /**
     * Trains an adapter and, as LLaVA's authors do, the whole projector with a learning rate of its own. The base model is the
     * same weights without the adapter and with the projector as it is now, to which closing the adapter goes back.
     *
     * @param rateFactor the projector's rate as a multiple of the optimiser's: 0.1 for 2e-5 beside 2e-4
     */
    public static TrainableConversations withProjector(
            VisionLanguageModel model, Engine engine, LoraAdapter adapter, double rateFactor) {
        adapter.requireTrainable();
        List<Parameter> projector = model.projector().parameters();
        adapter.train(projector, engine.pool());
        return new TrainableConversations(
                model,
                engine,
                Optional.of(adapter),
                List.of(new ParameterGroup(adapter.parameters(), 1), new ParameterGroup(projector, rateFactor)),
                ImageFeatures.of(model, engine),
                true);
    }

    /**
     * Trains an adapter and offsets of the projector's weights; there is no base model.
     *
     * @param offsets attached to the projector; the caller's
     * @param rateFactor the offsets' rate as a multiple of the optimiser's
     */
    public static TrainableConversations withSines(
            VisionLanguageModel model, Engine engine, LoraAdapter adapter, SineOffsets offsets, double rateFactor) {
        adapter.requireTrainable();
        return new TrainableConversations(
                model,
                engine,
                Optional.of(adapter),
                List.of(
                        new ParameterGroup(adapter.parameters(), 1),
                        new ParameterGroup(offsets.parameters(), rateFactor)),
                ImageFeatures.of(model, engine),
                false);
    }

    /** Trains these parameters of the model itself. */
    public static TrainableConversations of(VisionLanguageModel model, Engine engine, List<Parameter> parameters) {
        parameters.forEach(parameter -> parameter.unfreeze(engine.pool()));
        return new TrainableConversations(
                model,
                engine,
                Optional.empty(),
                List.of(new ParameterGroup(parameters, 1)),
                ImageFeatures.of(model, engine),
                false);
    }

    /**
     * Runs something while the adapter spares what other inputs have, where a method {@linkplain NullSpace asks for that};
     * in the end that is taken into the adapter. Only runs it where the method does not.
     *
     * @param forget what is to be forgotten: other data is made in its form
     * @param seed of that
     * @throws BadData if no adapter trains, or one does on the output layer
     */
    public <T> T sparing(UnlearningMethod method, List<SampleWithImages> forget, long seed, Supplier<T> run) {
        if (!(method instanceof NullSpace space) || space.spare() == 0) return run.get();
        LoraAdapter own = adapter.orElseThrow(
                () -> new BadData(method.name(), "spares other inputs by low-rank adapters, and none trains"));
        new OtherInputs(model, engine, forget, seed).spare(encodingAnew(), space.spare());
        try {
            return run.get();
        } finally {
            own.layers().forEach(layer -> layer.settle(engine));
        }
    }

    /** Trains likewise, encoding images anew in every step: for timings, and where there are too many of them to keep. */
    public TrainableConversations encodingAnew() {
        return new TrainableConversations(model, engine, adapter, groups, ImageFeatures.anew(model, engine), hasBase);
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public List<ParameterGroup> groups() {
        return groups;
    }

    /** The image encoder and the decoder. */
    @Override
    public List<Module> towers() {
        return List.of(model.visionTower(), model.languageModel());
    }

    @Override
    public WeightChange change() {
        if (adapter.isEmpty()) return TrainableModel.super.change();
        List<Parameter> projector = groups.stream()
                .skip(1)
                .flatMap(group -> group.parameters().stream())
                .toList();
        return WeightChange.of(WeightChange.of(engine, adapter.get()), WeightChange.of(engine, projector));
    }

    @Override
    public Set<Need> offers() {
        return hasBase
                ? Set.of(Need.CONCEPT_MASK, Need.LABEL_TOKENS, Need.BASE_MODEL)
                : Set.of(Need.CONCEPT_MASK, Need.LABEL_TOKENS);
    }

    @Override
    public ElementMask mask(List<SampleWithImages> batch) {
        List<Float> concept = new ArrayList<>();
        for (SampleWithImages sample : batch) {
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
    public Elements forward(Tape tape, List<SampleWithImages> batch, long seed) {
        adapter.ifPresent(each -> each.train(seed >> 1, 0));
        passes += batch.size();
        return elements(tape, batch, () -> passes += batch.size());
    }

    @Override
    public Elements evaluate(Tape tape, List<SampleWithImages> batch) {
        adapter.ifPresent(LoraAdapter::evaluate);
        return elements(tape, batch, () -> {});
    }

    @Override
    public long passes() {
        return passes;
    }

    @Override
    public void passed(int samples) {
        passes += samples;
    }

    /** @param asked is told when the base is asked */
    private Elements elements(Tape tape, List<SampleWithImages> batch, Runnable asked) {
        MergedInputs inputs = merged(batch);
        LabelPlaces labels = LabelPlaces.of(inputs);
        return TokenElements.of(
                pass(tape, inputs, batch, labels), mask(batch), labels.ids(), labels.samples(), batch.size(), part -> {
                    asked.run();
                    return base(inner -> part.apply(pass(inner, inputs, batch, labels)));
                });
    }

    private LabelPass pass(Tape tape, MergedInputs inputs, List<SampleWithImages> batch, LabelPlaces labels) {
        return pass(tape, input(tape, inputs, batch), inputs, labels);
    }

    private LabelPass pass(Tape tape, DecoderInput input, MergedInputs inputs, LabelPlaces labels) {
        List<Var> hidden = new ArrayList<>();
        Var last = model.languageModel().forward(tape, input, hidden::add);
        // The first is what goes into the first block.
        return new LabelPass(tape, model.languageModel(), inputs, labels, last, hidden.subList(1, hidden.size()));
    }

    /** Computed by the model without the adapter; the caller's. */
    private Tensor base(Function<Tape, Var> compute) {
        LoraAdapter trained = adapter.orElseThrow(() -> new IllegalStateException("no base model is kept"));
        return trained.without(() -> Tape.detached(engine, compute));
    }

    /**
     * The gradient of {@code sum_i w_i l_i}, over the labels of a batch, by the tokens in some places of the texts, see {@link
     * TokenGradients}. What trains keeps no gradient of it.
     *
     * @param weights one a label, sample by sample
     * @param places of each sample, numbers of its input ids, none an image's; as many in each, where the same tokens stand
     * @return {@code [places][V]}
     */
    public float[][] tokenGradients(List<SampleWithImages> batch, float[] weights, List<int[]> places) {
        adapter.ifPresent(LoraAdapter::evaluate);
        MergedInputs inputs = merged(batch);
        LabelPlaces labels = LabelPlaces.of(inputs);
        LlamaModel decoder = model.languageModel();
        try (TokenGradients gradients = new TokenGradients(
                        engine, places.get(0).length, decoder.config().hiddenSize());
                Tape tape = Tape.recording(engine)) {
            DecoderInput input = input(tape, inputs, batch);
            Var x = input.embeddings();
            Var words = x.reshape(x.shape().rows(), x.shape().dim(-1));
            Var through = gradients.through(tape, words, rows(inputs, batch, places));
            LabelPass pass = pass(
                    tape,
                    input.embedded(through.reshape(
                            batch.size(), inputs.length(), x.shape().dim(-1))),
                    inputs,
                    labels);
            tape.backward(TokenLosses.of(tape, pass.logits(), labels.ids()).weighted(weights));
            return gradients.byToken(decoder.embeddings());
        } finally {
            groups.forEach(group -> group.parameters().forEach(Parameter::dropGradient));
        }
    }

    /** Rows of {@code [B T]} where the ids of these places stand once images take all their positions. */
    private int[] rows(MergedInputs inputs, List<SampleWithImages> batch, List<int[]> places) {
        List<Integer> rows = new ArrayList<>();
        for (int b = 0; b < batch.size(); b++) {
            int[] ids = batch.get(b).text().inputIds();
            for (int place : places.get(b)) {
                int words = 0;
                for (int t = 0; t < place; t++) if (ids[t] != model.imageToken()) words++;
                rows.add(b * inputs.length() + word(inputs, b, words));
            }
        }
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The position of the word that so many stand in front of. */
    private static int word(MergedInputs inputs, int b, int before) {
        int seen = 0;
        for (int t = 0; t < inputs.length(); t++) {
            if (inputs.image()[b][t] || !inputs.attended()[b][t]) continue;
            if (seen++ == before) return t;
        }
        throw new IllegalArgumentException("sample " + b + " has " + seen + " words, not more than " + before);
    }

    /** The next token's logits behind each sample's text, {@code [V]} of a batch of one: for generation and tests. */
    public float[] nextLogits(SampleWithImages sample) {
        adapter.ifPresent(LoraAdapter::evaluate);
        try (Tape tape = Tape.forward(engine)) {
            MergedInputs inputs = merged(List.of(sample));
            int end = inputs.length() - 1;
            while (!inputs.attended()[0][end]) end--;
            LlamaModel decoder = model.languageModel();
            Var states = decoder.forward(tape, input(tape, inputs, List.of(sample)), state -> {});
            return decoder.logits(tape, LabelPass.rows(tape, states, end))
                    .value()
                    .toArray();
        }
    }

    /** Told what the model expects behind one position of a text. */
    @FunctionalInterface
    public interface PositionListener {
        /**
         * @param logits {@code [V]}
         * @param next the id of the token that follows; -1 where an image or nothing does
         */
        void expects(float[] logits, int next);
    }

    /** Tells what the model expects behind each position of a text, images' too, in their order. */
    public void eachPosition(SampleWithImages sample, PositionListener listener) {
        adapter.ifPresent(LoraAdapter::evaluate);
        try (Tape tape = Tape.forward(engine)) {
            MergedInputs inputs = merged(List.of(sample));
            int[] rows = inputs.attendedRows();
            LlamaModel decoder = model.languageModel();
            Var states = decoder.forward(tape, input(tape, inputs, List.of(sample)), state -> {});
            Tensor logits =
                    decoder.logits(tape, LabelPass.rows(tape, states, rows)).value();
            float[] row = new float[logits.shape().dim(1)];
            for (int i = 0; i < rows.length; i++) {
                logits.read((long) i * row.length, row, 0, row.length);
                boolean words = i + 1 < rows.length && !inputs.image()[0][rows[i + 1]];
                listener.expects(row, words ? inputs.ids()[0][rows[i + 1]] : -1);
            }
        }
    }

    /** A batch as the model takes it. */
    MergedInputs merged(List<SampleWithImages> batch) {
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
        return MergedInputs.of(ids, attended, labels, concept, model.imageToken(), images(batch), 0);
    }

    /** Kernels and buffers are made once a length: few lengths, few of them. */
    private static int roundedUp(int length) {
        return (length + LENGTHS - 1) / LENGTHS * LENGTHS;
    }

    private DecoderInput input(Tape tape, MergedInputs inputs, List<SampleWithImages> batch) {
        List<PreparedImage> images = images(batch);
        return model.embed(tape, inputs, images, features.of(tape, images));
    }

    private static List<PreparedImage> images(List<SampleWithImages> batch) {
        return batch.stream().flatMap(sample -> sample.images().stream()).toList();
    }

    @Override
    public void close() {
        features.close();
    }
}
