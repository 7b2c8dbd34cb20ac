package io.github.fttp.diffusion.method;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.BoundedFttp;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradDiff;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.method.Slug;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.WeightMask;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.optim.Sgd;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.Saliency;
import io.github.fttp.core.train.Step;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.diffusion.scheduler.NoiseSchedule;
import io.github.fttp.diffusion.scheduler.Prediction;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.TinyUNet;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import io.github.fttp.diffusion.unet.UNetPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses against formulas on what the U-Nets say, in double precision. */
class ImageMethodsTest {
    private static final Denoising NOISE =
            new Denoising(NoiseSchedule.scaledLinear(1000, 0.00085, 0.012), Prediction.EPSILON);
    private static final Shape LATENT = Shape.of(TinyUNet.LATENT, 2, 3);
    private static final Conditioning CONCEPT = conditioning(1.1, 0);
    private static final Conditioning ANCHOR = conditioning(0.7, 2);
    private static final Conditioning EMPTY = conditioning(0.3, 4);

    private static final List<float[]> LEARNT = new ArrayList<>();

    private final Engine engine = new OneDnnEngine();
    private UNet2DConditionModel unet;
    private UNet2DConditionModel base;

    @TempDir
    Path folder;

    @BeforeEach
    void load() {
        unet = TinyUNet.random(folder, engine, 3);
        base = TinyUNet.random(folder, engine, 4);
    }

    @AfterEach
    void nothingLeaks() {
        unet.close();
        base.close();
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private static Conditioning conditioning(double frequency, double phase) {
        return Conditioning.of(Shape.of(1, 2, TinyUNet.CONTEXT), waves(2 * TinyUNet.CONTEXT, frequency, phase));
    }

    private static float[] waves(int size, double frequency, double phase) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) values[i] = (float) Math.sin(frequency * i + phase);
        return values;
    }

    /** With the same noise in each step. */
    private static LatentSample sample(String name, double phase, Conditioning prompt, int timestep) {
        int size = Math.toIntExact(LATENT.size());
        float[] mask = new float[6];
        Arrays.fill(mask, 0, 2, 1);
        return new LatentSample(
                name,
                LATENT,
                waves(size, 0.4, phase),
                new float[size],
                mask,
                prompt,
                new LatentSample.Noising.Fixed(timestep, waves(size, 0.9, phase)));
    }

    private static final List<LatentSample> FORGET =
            List.of(sample("a", 0, CONCEPT, 300), sample("b", 1, CONCEPT, 700));
    private static final List<LatentSample> RETAIN = List.of(sample("c", 2, EMPTY, 100), sample("d", 3, EMPTY, 900));

    private TrainableUNet trainable() {
        return TrainableUNet.of(unet, engine, NOISE, unet.parameters())
                .withBase(base)
                .anchor(ANCHOR)
                .unconditional(EMPTY);
    }

    private double[] said(UNet2DConditionModel by, List<LatentSample> samples, Conditioning prompt) {
        int size = Math.toIntExact(LATENT.size());
        double[] all = new double[samples.size() * size];
        for (int b = 0; b < samples.size(); b++) {
            LatentSample.Noising.Fixed fixed =
                    (LatentSample.Noising.Fixed) samples.get(b).noising();
            Denoising.Batch batch = new Denoising.Batch(
                    Shape.of(1, LATENT.dim(0), LATENT.dim(1), LATENT.dim(2)),
                    samples.get(b).mean(),
                    fixed.noise(),
                    new int[] {fixed.timestep()},
                    prompt);
            try (Tensor one = Tape.detached(engine, tape -> NOISE.prediction(tape, by, batch))) {
                float[] values = one.toArray();
                for (int i = 0; i < size; i++) all[b * size + i] = values[i];
            }
        }
        return all;
    }

    private static double[] noise(List<LatentSample> samples) {
        return samples.stream()
                .flatMapToDouble(sample -> {
                    float[] noise = ((LatentSample.Noising.Fixed) sample.noising()).noise();
                    return IntStream.range(0, noise.length).mapToDouble(i -> noise[i]);
                })
                .toArray();
    }

    private static double meanSquare(double[] one, double... other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) sum += (one[i] - other[i]) * (one[i] - other[i]);
        return sum / one.length;
    }

    private double loss(TrainingMethod method) {
        List<Step> steps = new ArrayList<>();
        Unlearner.of(trainable())
                .method(method)
                .saliency(WeightMask.of(noneOfAll()))
                .training(Training.by(Sgd.rate(0)).batch(2).steps(1))
                .retain(RETAIN)
                .listen(new RunListener() {
                    @Override
                    public void stepped(Step step) {
                        steps.add(step);
                    }
                })
                .forget(FORGET);
        return steps.get(0).loss();
    }

    private Map<String, BitSet> noneOfAll() {
        Map<String, BitSet> none = new HashMap<>();
        unet.parameters().forEach(parameter -> none.put(parameter.name(), new BitSet()));
        return none;
    }

    private double retained() {
        return meanSquare(said(unet, RETAIN, EMPTY), noise(RETAIN));
    }

    private double toAnchor() {
        return meanSquare(said(unet, FORGET, CONCEPT), said(unet, FORGET, ANCHOR));
    }

    @Test
    void randomLabelIsTheDistanceToWhatTheModelSaysOfAnotherPrompt() {
        assertThat(toAnchor()).isGreaterThan(1e-4);
        assertThat(loss(new RandomPrompt(0.5f))).isCloseTo(toAnchor() + 0.5 * retained(), within(1e-5));
        assertThat(loss(new RandomPrompt(0))).isCloseTo(toAnchor(), within(1e-5));
        assertThat(loss(new SalUn(0.5f, 0.5f, 7.5f))).isCloseTo(toAnchor() + 0.5 * retained(), within(1e-5));
        assertThat(loss(new ConceptAblation(1))).isCloseTo(toAnchor() + retained(), within(1e-5));
    }

    @Test
    void esdTurnsTheBasesGuidanceRound() {
        double[] own = said(base, FORGET, CONCEPT);
        double[] none = said(base, FORGET, EMPTY);
        double[] target = new double[own.length];
        for (int i = 0; i < target.length; i++) target[i] = own[i] - 2 * (own[i] - none[i]);
        double expected = meanSquare(said(unet, FORGET, CONCEPT), target);
        assertThat(expected).isGreaterThan(1e-4);
        assertThat(loss(new Esd(2, UNetPart.CROSS_ATTENTION)))
                .isCloseTo(expected, within(1e-5 * Math.max(1, expected)));
    }

    /** The first two of six pixels of each channel are the concept's. */
    @Test
    void fttpWithEsdsTargetTurnsTheGuidanceRoundUnderTheMaskAlone() {
        double[] own = said(base, FORGET, CONCEPT);
        double[] none = said(base, FORGET, EMPTY);
        double[] target = new double[own.length];
        double[] weights = new double[own.length];
        for (int i = 0; i < target.length; i++) {
            boolean masked = i % 6 < 2;
            target[i] = masked ? own[i] - 1.5 * (own[i] - none[i]) : own[i];
            weights[i] = masked ? 3 : 0.5;
        }
        double[] now = said(unet, FORGET, CONCEPT);
        double expected = 0;
        for (int i = 0; i < now.length; i++) expected += weights[i] * Math.pow(now[i] - target[i], 2) / now.length;
        assertThat(expected).isGreaterThan(1e-4);
        assertThat(loss(new EsdFttp(3, 0.5f, 1.5f))).isCloseTo(expected, within(1e-5 * Math.max(1, expected)));
    }

    @Test
    void guidedAscentIsOnTheErrorOfTheGuidedPrediction() {
        double[] own = said(unet, FORGET, CONCEPT);
        double[] none = said(unet, FORGET, EMPTY);
        double[] guided = new double[own.length];
        for (int i = 0; i < guided.length; i++) guided[i] = 8.5 * own[i] - 7.5 * none[i];
        double expected = -meanSquare(noise(FORGET), guided);
        assertThat(loss(new GuidedAscent(7.5f))).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
    }

    @Test
    void methodsWithoutAShareOfRetainDataAskForNone() {
        TrainableUNet trainable = trainable();
        Unlearner.of(trainable).method(new RandomPrompt(0)).check(FORGET);
        Unlearner.of(trainable).method(new Esd(2, UNetPart.CROSS_ATTENTION)).check(FORGET);
        assertThatThrownBy(() ->
                        Unlearner.of(trainable).method(new RandomPrompt(0.5f)).check(FORGET))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("needs retain data");
        assertThatThrownBy(() -> Unlearner.of(TrainableUNet.of(unet, engine, NOISE, unet.parameters()))
                        .method(new Esd(2, UNetPart.CROSS_ATTENTION))
                        .check(FORGET))
                .hasMessageContaining("needs base model, empty prompt");
    }

    @Test
    void aSampleMayHaveAnAnchorOfItsOwn() {
        TrainableUNet all = trainable();
        TrainableUNet each = all.anchor(sample -> sample.name().equals("a") ? ANCHOR : CONCEPT);
        assertThat(distanceToAnchor(each, FORGET.get(0))).isEqualTo(distanceToAnchor(all, FORGET.get(0)));
        assertThat(distanceToAnchor(each, FORGET.get(1))).isZero();
    }

    private float distanceToAnchor(TrainableUNet trainable, LatentSample sample) {
        float[] ones = new float[Math.toIntExact(LATENT.size())];
        Arrays.fill(ones, 1);
        try (Tape tape = Tape.forward(engine)) {
            return DenoisedElements.of(trainable.forward(tape, List.of(sample), 1))
                    .distanceTo(new RandomPrompt(0).target(), ones)
                    .value()
                    .scalar();
        }
    }

    @Test
    void aSampleOfFixedNoiseIsAlwaysSeenAlike() {
        try (Tape tape = Tape.forward(engine)) {
            float[] one = trainable().forward(tape, FORGET, 1).losses();
            assertThat(trainable().forward(tape, FORGET, 2).losses()).isEqualTo(one);
            double[] said = said(unet, FORGET, CONCEPT);
            double[] noise = noise(FORGET);
            for (int i = 0; i < one.length; i++) {
                assertThat((double) one[i]).isCloseTo(Math.pow(said[i] - noise[i], 2), within(1e-4));
            }
        }
    }

    static List<TrainingMethod> methods() {
        return List.of(
                new Fttp(30, 55),
                BoundedFttp.toChance(8, 55),
                new GradientAscent(),
                new GradDiff(1, 1),
                new RandomPrompt(0.5f),
                new SalUn(0.5f, 0.5f, 7.5f),
                new ConceptAblation(1),
                new Esd(2, UNetPart.CROSS_ATTENTION),
                new EsdFttp(1, 1, 2),
                new GuidedAscent(2));
    }

    /** Gives a sample its own noisy latent again, of which the model shall say something else under another prompt. */
    private static LatentSample elsewhere(LatentSample sample, Conditioning prompt) {
        LatentSample.Noising.Fixed fixed = (LatentSample.Noising.Fixed) sample.noising();
        Denoising.Batch batch = new Denoising.Batch(
                Shape.of(1, LATENT.dim(0), LATENT.dim(1), LATENT.dim(2)),
                sample.mean(),
                fixed.noise(),
                new int[] {fixed.timestep()},
                prompt);
        float[] other = fixed.noise().clone();
        for (int i = 0; i < other.length; i++) other[i] = -other[i];
        Denoising.Split split = NOISE.split(NOISE.noisy(batch), other, fixed.timestep());
        return new LatentSample(
                sample.name() + " elsewhere",
                LATENT,
                split.clean(),
                new float[other.length],
                sample.mask(),
                prompt,
                new LatentSample.Noising.Fixed(fixed.timestep(), split.noise()));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aFewStepsRaiseTheConceptsErrorUnderItsPrompt(TrainingMethod method) {
        List<LatentSample> others = new ArrayList<>();
        for (LatentSample each : FORGET) {
            others.add(elsewhere(each, ANCHOR));
            others.add(elsewhere(each, EMPTY));
        }
        load(unet, learnt(others));
        double before = error(FORGET);
        assertThat(before).isLessThan(0.1);
        load(base, learnt(others));
        TrainableUNet trainable = trainable();
        WeightMask mask = Saliency.of(new GuidedAscent(7.5f)).batch(2).seed(1).mask(trainable, FORGET);
        Unlearner.of(trainable)
                .method(method)
                .saliency(mask)
                .training(Training.by(Adam.rate(3e-3)).batch(2).steps(12))
                .retain(others)
                .forget(FORGET);
        assertThat(error(FORGET)).isGreaterThan(3 * before);
    }

    @Test
    void slugLeavesThePromptNoBetterThanNone() {
        List<LatentSample> others = new ArrayList<>();
        for (LatentSample each : FORGET) {
            others.add(elsewhere(each, ANCHOR));
            others.add(elsewhere(each, EMPTY));
        }
        load(unet, learnt(others));
        double before = error(FORGET);
        TrainableUNet trainable = TrainableUNet.of(unet, engine, NOISE, UNetPart.CROSS_ATTENTION.of(unet))
                .unconditional(EMPTY);
        List<float[]> weights = values();
        Unlearner.of(trainable)
                .method(new Slug(1, 10))
                .training(Training.by(Adam.rate(1e-3)).batch(2))
                .retain(others)
                .forget(FORGET);
        assertThat(error(FORGET)).isGreaterThan(before);
        int changed = 0;
        for (int i = 0; i < weights.size(); i++) {
            if (!Arrays.equals(weights.get(i), values().get(i))) changed++;
        }
        assertThat(changed).isEqualTo(1);
    }

    /** Weights of a model that knows all of it; learnt once. */
    private List<float[]> learnt(List<LatentSample> others) {
        if (LEARNT.isEmpty()) {
            List<LatentSample> all = new ArrayList<>(FORGET);
            all.addAll(others);
            Unlearner.of(trainable())
                    .method(new GradientDescent())
                    .training(Training.by(Adam.rate(1e-2)).batch(all.size()).steps(150))
                    .forget(all);
            LEARNT.addAll(values());
        }
        return LEARNT;
    }

    private List<float[]> values() {
        return unet.parameters().stream().map(each -> each.value().toArray()).toList();
    }

    private static void load(UNet2DConditionModel model, List<float[]> values) {
        for (int i = 0; i < values.size(); i++)
            model.parameters().get(i).value().set(values.get(i));
    }

    private double error(List<LatentSample> samples) {
        return meanSquare(said(unet, samples, CONCEPT), noise(samples));
    }

    /** FTTP composes: half of the weights do what all would. */
    @Test
    void fttpMovesOnlySalientWeights() {
        TrainableUNet trainable = trainable();
        WeightMask mask =
                Saliency.of(new GuidedAscent(7.5f)).ratio(0.3).batch(2).mask(trainable, FORGET);
        List<float[]> before = values();
        Unlearner.of(trainable)
                .method(new Fttp(30, 55))
                .saliency(mask)
                .training(Training.by(Adam.rate(1e-3)).batch(2).steps(2).fuseWherePossible())
                .forget(FORGET);
        int moved = 0;
        int all = 0;
        for (int p = 0; p < before.size(); p++) {
            String name = unet.parameters().get(p).name();
            float[] after = unet.parameters().get(p).value().toArray();
            for (int i = 0; i < after.length; i++) {
                all++;
                if (after[i] == before.get(p)[i]) continue;
                moved++;
                assertThat(mask.allows(name, i)).as("%s %d", name, i).isTrue();
            }
        }
        assertThat(mask.count()).isEqualTo((long) (0.3 * all));
        assertThat(moved).isGreaterThan((int) (0.9 * mask.count()));
    }

    @Test
    void partsOfAUNetAreChosenByTheirNames() {
        assertThat(UNetPart.FULL.of(unet)).isEqualTo(unet.parameters());
        assertThat(UNetPart.CROSS_ATTENTION.of(unet)).isNotEmpty().allMatch(each -> each.name()
                .contains(".attn2.to_"));
        assertThat(UNetPart.WORD_KEYS_AND_VALUES.of(unet)).isNotEmpty().allMatch(each -> each.name()
                .matches(".*\\.attn2\\.to_[kv]\\.weight"));
        // Everything but norms stands in one of two.
        assertThat(unet.parameters().stream()
                        .filter(each -> !UNetPart.CROSS_ATTENTION.includes(each.name())
                                && !UNetPart.UNCONDITIONAL.includes(each.name()))
                        .map(each -> each.name().replaceAll(".*\\.(\\w+)\\.\\w+$", "$1"))
                        .distinct())
                .containsExactlyInAnyOrder(
                        "norm", "norm1", "norm2", "norm3", "conv_norm_out.weight", "conv_norm_out.bias");
    }
}
