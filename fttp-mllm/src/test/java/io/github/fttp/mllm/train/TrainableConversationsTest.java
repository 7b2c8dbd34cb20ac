package io.github.fttp.mllm.train;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.clip.ClipVisionConfig;
import io.github.fttp.core.clip.VisionKind;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.BoundedFttp;
import io.github.fttp.core.method.Dpo;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GaKl;
import io.github.fttp.core.method.GradDiff;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.method.Idk;
import io.github.fttp.core.method.KlToBase;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Npo;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.RandomLabel;
import io.github.fttp.core.method.Rmu;
import io.github.fttp.core.method.SatImp;
import io.github.fttp.core.method.SimNpo;
import io.github.fttp.core.method.SpreadFttp;
import io.github.fttp.core.method.TaskVector;
import io.github.fttp.core.method.Tif;
import io.github.fttp.core.method.TokenElements;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.Undial;
import io.github.fttp.core.method.VlEraser;
import io.github.fttp.core.method.Wga;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LoraTargets;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.text.TextSpan;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.core.train.WeightChange;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llama.AttentionKind;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.llama.RopeScaling;
import io.github.fttp.mllm.llama.RopeSections;
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llava.LlavaModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The methods on a LLaVA of two layers that has been pretrained three answers, two of them with the concept. */
class TrainableConversationsTest {
    private static final Training TRAINING =
            Training.by(AdamW.rate(0.02)).batch(2).seed(4);
    private static final int VOCABULARY = 24;
    private static final int IMAGE = 3;
    private static final int END = 2;
    private static final int CONCEPT = 10;

    private static final List<SampleWithImages> FORGET =
            List.of(sample(1, new int[] {5, 6}, 7, CONCEPT, 8, END), sample(2, new int[] {5, 9}, CONCEPT, 7, END));
    private static final List<SampleWithImages> ANSWERS =
            List.of(sample(1, new int[] {5, 6}, 20, 21, END), sample(2, new int[] {5, 9}, 20, 22, 21, END));
    private static final List<SampleWithImages> RETAIN = List.of(sample(3, new int[] {14, 15}, 16, 17, 18, END));

    private final Engine engine = new OneDnnEngine();

    @TempDir
    Path folder;

    private LlavaModel model;

    /** An image, a question, and an answer that is labelled. */
    private static SampleWithImages sample(int image, int[] question, int... answer) {
        int[] ids = new int[2 + question.length + answer.length];
        ids[0] = 1;
        ids[1] = IMAGE;
        System.arraycopy(question, 0, ids, 2, question.length);
        System.arraycopy(answer, 0, ids, 2 + question.length, answer.length);
        int[] labels = ids.clone();
        Arrays.fill(labels, 0, 2 + question.length, EncodedSample.IGNORE);
        float[] concept = new float[ids.length];
        for (int t = 0; t < ids.length; t++) if (ids[t] == CONCEPT) concept[t] = 1;
        EncodedSample text = new EncodedSample(
                "sample",
                List.of(Path.of("p.png")),
                "",
                ids,
                Collections.nCopies(ids.length, new TextSpan(0, 0)),
                labels,
                concept);
        float[] pixels = new float[3 * 8 * 8];
        for (int i = 0; i < pixels.length; i++) pixels[i] = (float) Math.sin(i * image);
        return new SampleWithImages(text, List.of(prepared(pixels)));
    }

    private static PreparedImage prepared(float... pixels) {
        return new PreparedImage(pixels, 8, 8, 4);
    }

    /** Ids with as many images as are named in them, the last three labelled. */
    private static SampleWithImages withImages(int... ids) {
        int[] labels = ids.clone();
        Arrays.fill(labels, 0, ids.length - 3, EncodedSample.IGNORE);
        List<Path> files = new ArrayList<>();
        List<PreparedImage> pixels = new ArrayList<>();
        for (int t = 0; t < ids.length; t++) {
            if (ids[t] != IMAGE) continue;
            float[] each = new float[3 * 8 * 8];
            for (int i = 0; i < each.length; i++) each[i] = (float) Math.sin(i * (ids[t + 1] + t));
            files.add(Path.of(t + ".png"));
            pixels.add(prepared(each));
        }
        EncodedSample text = new EncodedSample(
                "sample",
                files,
                "",
                ids,
                Collections.nCopies(ids.length, new TextSpan(0, 0)),
                labels,
                new float[ids.length]);
        return new SampleWithImages(text, pixels);
    }

    /** What else is in the batch, and how much of it is images, changes nothing. */
    @Test
    void samplesOfAnyNumberOfImagesAreComputedTogetherAsAlone() {
        List<SampleWithImages> samples = List.of(
                withImages(1, IMAGE, 5, 6, 7, 8, END),
                withImages(1, IMAGE, 5, IMAGE, IMAGE, 9, 14, 7, 8, END),
                withImages(1, 5, 6, 7, 8, END),
                withImages(1, 5, IMAGE, 9, 6, IMAGE, 15, 7, 8, END));
        try (TrainableConversations trainable = TrainableConversations.of(model, engine, List.of())) {
            List<Float> alone = new ArrayList<>();
            for (SampleWithImages sample : samples) {
                try (Tape tape = Tape.forward(engine)) {
                    for (float loss : trainable.evaluate(tape, List.of(sample)).losses()) alone.add(loss);
                }
            }
            try (Tape tape = Tape.forward(engine)) {
                float[] together = trainable.evaluate(tape, samples).losses();
                assertThat(together).hasSize(12);
                for (int i = 0; i < 12; i++)
                    assertThat(together[i]).as("loss " + i).isCloseTo(alone.get(i), offset(1e-4f));
                // The two images' order matters: they do not merely add up.
                SampleWithImages turned = samples.get(3);
                List<PreparedImage> pixels = new ArrayList<>(turned.images());
                Collections.reverse(pixels);
                float[] other = trainable
                        .evaluate(tape, List.of(new SampleWithImages(turned.text(), pixels)))
                        .losses();
                assertThat(other[0]).isNotCloseTo(alone.get(9), offset(1e-4f));
            }
        }
    }

    @BeforeEach
    void pretrain() {
        LlamaConfig text = new LlamaConfig(
                VOCABULARY,
                16,
                24,
                2,
                2,
                2,
                8,
                64,
                1e-6,
                10000,
                new RopeScaling.None(),
                0,
                RopeSections.none(),
                AttentionKind.PLAIN,
                false,
                false);
        ClipVisionConfig vision =
                new ClipVisionConfig(VisionKind.CLIP, 8, 16, 2, 2, 3, 8, 4, 1e-5, Activation.QUICK_GELU);
        LlavaConfig config = new LlavaConfig("llama", text, vision, IMAGE, List.of(1), false, Activation.GELU, true);
        model = LlavaModel.of(config, new RandomWeights(engine.pool(), 5, 0.2, DType.FLOAT32));
        List<Parameter> decoder = model.languageModel().parameters();
        try (TrainableConversations trainable = TrainableConversations.of(model, engine, decoder)) {
            Unlearner.of(trainable)
                    .method(new GradientDescent())
                    .training(Training.by(AdamW.rate(0.02)).batch(3).steps(14))
                    .forget(Stream.concat(FORGET.stream(), RETAIN.stream()).toList());
        }
        decoder.forEach(parameter -> parameter.trainable(false));
    }

    @AfterEach
    void nothingLeaks() {
        model.close();
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private static double concept(TrainableConversations trainable) {
        return Knowledge.of(trainable, FORGET, 2).conceptProbability();
    }

    static Stream<TrainingMethod> methods() {
        return Stream.of(
                new Fttp(1, 1),
                BoundedFttp.toChance(1, 1),
                new KlToBase(1, 1),
                new SpreadFttp(1, 1, 1),
                new GradientAscent(),
                new GradDiff(1, 1),
                GaKl.ENTRY.standard(Modality.TEXT),
                Wga.ENTRY.standard(Modality.TEXT),
                new SatImp(1, 5, 1, 0), // its push is small beside a retain loss that is not at its end
                Idk.ENTRY.standard(Modality.TEXT),
                Dpo.ENTRY.standard(Modality.TEXT),
                Npo.ENTRY.standard(Modality.TEXT),
                new SimNpo(1, 4.5f, 0, 1),
                Tif.ENTRY.standard(Modality.TEXT),
                Undial.ENTRY.standard(Modality.TEXT),
                new RandomLabel(),
                new Rmu(1, 0, 20, 1, 0),
                new TaskVector(4),
                new VlEraser(8, 0.5f, 0.01f));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aFewStepsLowerTheConceptsProbability(TrainingMethod method) {
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(4).alpha(8), model.languageModel(), engine.pool(), 1);
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            double before = concept(trainable);
            run(trainable, method).training(TRAINING.steps(15)).forget(FORGET);
            assertThat(before).isGreaterThan(0.6);
            assertThat(concept(trainable)).isLessThan(before / 2);
        }
    }

    /** An image of noise under words by chance. */
    private static SampleWithImages other(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] pixels = new float[3 * 8 * 8];
        for (int i = 0; i < pixels.length; i++) pixels[i] = (float) (random.nextGaussian() * Math.sqrt(0.5));
        SampleWithImages sample = sample(
                1, random.ints(2, 5, CONCEPT).toArray(), random.ints(3, 11, 20).toArray());
        return new SampleWithImages(sample.text(), List.of(prepared(pixels)));
    }

    /** How far what it expects behind such moves on the mean, in steps that end with the concept half as likely. */
    private double moved(TrainingMethod method) {
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(4).alpha(8), model.languageModel(), engine.pool(), 1);
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            double half = concept(trainable) / 2;
            List<float[]> before = others(trainable);
            trainable.sparing(method, FORGET, 3, () -> run(trainable, method)
                    .training(TRAINING.steps(200))
                    .until(step -> concept(trainable) < half ? Optional.of("half") : Optional.empty())
                    .forget(FORGET));
            assertThat(concept(trainable)).isLessThan(half);
            List<float[]> after = others(trainable);
            double squares = 0;
            for (int i = 0; i < before.size(); i++) {
                for (int v = 0; v < VOCABULARY; v++) squares += Math.pow(after.get(i)[v] - before.get(i)[v], 2);
            }
            return Math.sqrt(squares);
        }
    }

    private static List<float[]> others(TrainableConversations trainable) {
        return LongStream.range(0, 8)
                .mapToObj(i -> trainable.nextLogits(other(i)))
                .toList();
    }

    @Test
    void adaptersSpareWhatNoiseAndOtherWordsHave() {
        Fttp fttp = new Fttp(1, 1);
        double free = moved(fttp);
        assertThat(free).isPositive();
        assertThat(moved(new NullSpace(fttp, 100))).isLessThan(free / 2);
    }

    @Test
    void aRunThatSparesGoesOnToTheSameBits() {
        NullSpace method = new NullSpace(new Fttp(1, 1), 10);
        Path file = folder.resolve("checkpoint.safetensors");
        StopSignal atOnce = new StopSignal();
        atOnce.request();
        List<float[]> whole = spared(method, run -> run.forget(FORGET));
        spared(method, run -> run.checkpoint(file, 1).stopOn(atOnce).forget(FORGET));
        List<float[]> resumed =
                spared(method, run -> run.checkpoint(file, 1).resume().forget(FORGET));
        for (int i = 0; i < whole.size(); i++) assertThat(resumed.get(i)).isEqualTo(whole.get(i));
    }

    @Test
    void whatIsSparedIsInTheAdapterThatIsMerged() {
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(4).alpha(8), model.languageModel(), engine.pool(), 1);
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            NullSpace method = new NullSpace(new Fttp(1, 1), 10);
            double during = trainable.sparing(method, FORGET, 3, () -> {
                run(trainable, method).training(TRAINING.steps(5)).forget(FORGET);
                return concept(trainable);
            });
            adapter.merge(engine);
            assertThat(concept(trainable)).isCloseTo(during, within(1e-5));
        }
    }

    private List<float[]> spared(NullSpace method, Function<Unlearner<SampleWithImages>, RunSummary> how) {
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(4).alpha(8), model.languageModel(), engine.pool(), 1);
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            trainable.sparing(
                    method, FORGET, 3, () -> how.apply(run(trainable, method).training(TRAINING.steps(4))));
            return adapter.parameters().stream()
                    .map(each -> each.value().toArray())
                    .toList();
        }
    }

    @Test
    void sparesByAdaptersAlone() {
        NullSpace method = new NullSpace(new Fttp(1, 1), 10);
        try (TrainableConversations trainable =
                TrainableConversations.of(model, engine, model.projector().parameters())) {
            assertThatThrownBy(() -> trainable.sparing(method, FORGET, 3, () -> 1))
                    .isInstanceOf(BadData.class)
                    .hasMessage("FTTP, null space: spares other inputs by low-rank adapters, and none trains");
        }
    }

    @Test
    void inputsOfTheOutputLayerAreNotSpared() {
        Lora everywhere = Lora.rank(4).alpha(8).on(LoraTargets.named("lm_head"));
        try (LoraAdapter adapter = LoraAdapter.attach(everywhere, model.languageModel(), engine.pool(), 1);
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            assertThatThrownBy(() -> trainable.sparing(new NullSpace(new Fttp(1, 1), 10), FORGET, 3, () -> 1))
                    .isInstanceOf(BadData.class)
                    .hasMessageContaining("lm_head")
                    .hasMessageContaining("adapters on the blocks alone");
            assertThat(trainable.sparing(new NullSpace(new Fttp(1, 1), 0), FORGET, 3, () -> 1))
                    .isOne();
        }
    }

    /** Behind every position once, the image's four too; words by what the losses of labels say, the end by the next logits. */
    @Test
    void tellsWhatItExpectsBehindEachPosition() {
        try (TrainableConversations trainable = TrainableConversations.of(model, engine, List.of());
                Tape tape = Tape.forward(engine)) {
            SampleWithImages sample = FORGET.get(0);
            List<float[]> logits = new ArrayList<>();
            List<Integer> following = new ArrayList<>();
            trainable.eachPosition(sample, (row, next) -> {
                logits.add(row.clone());
                following.add(next);
            });
            assertThat(following).containsExactly(-1, -1, -1, -1, 5, 6, 7, CONCEPT, 8, END, -1);
            assertThat(logits.get(logits.size() - 1)).containsExactly(trainable.nextLogits(sample), within(1e-5f));
            float[] losses = trainable.evaluate(tape, List.of(sample)).losses();
            for (int i = 0; i < losses.length; i++) {
                float[] row = logits.get(6 + i);
                double sum = 0;
                for (float logit : row) sum += Math.exp(logit);
                assertThat(Math.log(sum) - row[following.get(6 + i)]).isCloseTo(losses[i], offset(1e-4));
            }
        }
    }

    private static Unlearner<SampleWithImages> run(TrainableConversations trainable, TrainingMethod method) {
        return Unlearner.of(trainable)
                .method(method)
                .retain(RETAIN)
                .alternatives(ANSWERS)
                .training(TRAINING);
    }

    @Test
    void aTaskVectorTurnedRoundLowersItToo() {
        List<Parameter> decoder = model.languageModel().parameters();
        try (TrainableConversations trainable = TrainableConversations.of(model, engine, decoder);
                WeightChange change = trainable.change()) {
            double before = concept(trainable);
            float[] start = decoder.get(1).value().toArray();
            run(trainable, new GradientDescent()).training(TRAINING.steps(10)).forget(FORGET);
            float[] tuned = decoder.get(1).value().toArray();
            change.scale(0);
            run(trainable, new TaskVector(2)).training(TRAINING.steps(10)).forget(FORGET);
            float[] negated = decoder.get(1).value().toArray();
            for (int i = 0; i < start.length; i++) {
                assertThat(negated[i]).isCloseTo(start[i] - 2 * (tuned[i] - start[i]), within(1e-5f));
            }
            assertThat(concept(trainable)).isLessThan(before / 2);
        }
    }

    @Test
    void aTaskVectorTurnsAnAdapterRound() {
        float[] tuned = trainedB(new GradientDescent());
        float[] negated = trainedB(new TaskVector(4));
        for (int i = 0; i < tuned.length; i++) assertThat(negated[i]).isEqualTo(-4 * tuned[i]);
    }

    private float[] trainedB(TrainingMethod method) {
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(4).alpha(8), model.languageModel(), engine.pool(), 1);
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            run(trainable, method).training(TRAINING.steps(10)).forget(FORGET);
            return adapter.layers().get(0).b().value().toArray();
        }
    }

    /** What is computed again must meet the dropout that it was computed with. */
    @Test
    void checkpointingChangesNoBitWhereAStepHasSeveralPassesAndDropout() {
        assertThat(trained(true)).containsExactly(trained(false));
    }

    private float[] trained(boolean checkpointing) {
        Lora settings = Lora.rank(4).alpha(8).dropout(0.3);
        try (LoraAdapter adapter = LoraAdapter.attach(settings, model.languageModel(), engine.pool(), 1);
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            Training three = TRAINING.steps(3);
            run(trainable, new GradDiff(1, 1))
                    .training(checkpointing ? three.gradientCheckpointing() : three)
                    .forget(FORGET);
            return adapter.layers().get(0).a().value().toArray();
        }
    }

    /** Without the adapter and with the projector as it was. */
    @Test
    void theBaseModelIsTheUntouchedOneThoughTheProjectorTrainsAndTheModelIsItAgainAfterwards() {
        List<Parameter> projector = model.projector().parameters();
        float[] projected = projector.get(0).value().toArray();
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(4).alpha(8), model.languageModel(), engine.pool(), 1);
                TrainableConversations trainable = TrainableConversations.withProjector(model, engine, adapter, 0.5)) {
            float[] before = logits(trainable, true);
            run(trainable, new KlToBase(1, 1)).training(TRAINING.steps(5)).forget(FORGET);
            assertThat(projector.get(0).value().toArray()).isNotEqualTo(projected);
            assertThat(logits(trainable, false)).isNotEqualTo(before);
            assertThat(logits(trainable, true)).containsExactly(before);
        }
        assertThat(projector.get(0).value().toArray()).containsExactly(projected);
        assertThat(projector).noneMatch(Parameter::isTrainable);
    }

    private float[] logits(TrainableConversations trainable, boolean base) {
        try (Tape tape = Tape.forward(engine)) {
            TokenElements tokens = TokenElements.of(trainable.evaluate(tape, FORGET));
            return base
                    ? tokens.base(TokenElements.Pass::logits).toArray()
                    : tokens.pass().logits().value().toArray();
        }
    }

    /** Three steps of two samples, and for each the base once more where the method asks for it. */
    @Test
    void countsWhatStepsSendForwardAndNotWhatIsMeasured() {
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(4).alpha(8), model.languageModel(), engine.pool(), 1);
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            run(trainable, new GradientAscent()).training(TRAINING.steps(3)).forget(FORGET);
            assertThat(trainable.passes()).isEqualTo(6);
            concept(trainable);
            assertThat(trainable.passes()).isEqualTo(6);
            run(trainable, new KlToBase(1, 1)).training(TRAINING.steps(3)).forget(FORGET);
            assertThat(trainable.passes()).isEqualTo(18);
        }
    }

    /** Token 6 is that of one place alone: moving its embedding towards another's is moving the weights of that place. */
    @Test
    void theGradientByTokensIsThatOfFiniteDifferences() {
        float step = 1f / 64;
        Parameter table = model.languageModel().parameters().get(0);
        assertThat(table.name()).endsWith("embed_tokens.weight");
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(4).alpha(8), model.languageModel(), engine.pool(), 1);
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            float[][] gradient = trainable.tokenGradients(
                    FORGET, new float[] {0, 1, 0, 0, 1, 0, 0}, List.of(new int[] {3}, new int[] {3}));
            assertThat(gradient).hasDimensions(1, VOCABULARY);
            float[][] ofFirst =
                    trainable.tokenGradients(FORGET.subList(0, 1), new float[] {0, 1, 0, 0}, List.of(new int[] {2, 3}));
            assertThat(ofFirst).hasDimensions(2, VOCABULARY);
            float[] before = table.value().toArray();
            for (int token : new int[] {5, 17, 23}) {
                double near =
                        moved(trainable, table, before, token, step) - moved(trainable, table, before, token, -step);
                double far = moved(trainable, table, before, token, 2 * step)
                        - moved(trainable, table, before, token, -2 * step);
                assertThat(ofFirst[1][token]).isCloseTo((float) ((8 * near - far) / (12 * step)), offset(2e-3f));
            }
            assertThat(adapter.parameters()).allMatch(each -> each.gradient().isEmpty());
        }
    }

    private static double moved(
            TrainableConversations trainable, Parameter table, float[] before, int token, float by) {
        float[] moved = before.clone();
        for (int c = 0; c < 16; c++) moved[6 * 16 + c] += by * before[token * 16 + c];
        table.value().set(moved);
        double loss = Knowledge.of(trainable, FORGET.subList(0, 1), 1).conceptLoss();
        table.value().set(before);
        return loss;
    }

    @Test
    void refusesABlockThatTheModelHasNot() {
        try (LoraAdapter adapter = LoraAdapter.attach(Lora.rank(4).alpha(8), model.languageModel(), engine.pool(), 1);
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            assertThatThrownBy(() -> {
                        try (Tape tape = Tape.forward(engine)) {
                            TokenElements.of(trainable.evaluate(tape, FORGET))
                                    .pass()
                                    .states(7);
                        }
                    })
                    .hasMessage("block 7 was asked for, the model has 2, counted from 0");
        }
    }

    @Test
    void refusesABaseModelWhereTheModelItselfTrains() {
        try (TrainableConversations trainable = TrainableConversations.of(model, engine, List.of())) {
            assertThatThrownBy(() ->
                            run(trainable, Npo.ENTRY.standard(Modality.TEXT)).check(FORGET))
                    .isInstanceOf(BadData.class)
                    .hasMessageContaining("NPO: needs base model");
        }
    }
}
