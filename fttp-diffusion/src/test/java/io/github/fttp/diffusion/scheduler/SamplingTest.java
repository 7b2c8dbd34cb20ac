package io.github.fttp.diffusion.scheduler;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SamplingTest {
    private static final NoiseSchedule NOISE = NoiseSchedule.scaledLinear(1000, 0.00085, 0.012);
    private static final Noise NONE = size -> {
        throw new AssertionError("noise was drawn");
    };

    private static Ddim ddim(Prediction prediction, TimestepSpacing spacing) {
        return new Ddim(NOISE, prediction, spacing, 0, true, Double.POSITIVE_INFINITY, 0);
    }

    private static Pndm pndm(Prediction prediction, boolean skipRungeKutta) {
        return new Pndm(NOISE, prediction, TimestepSpacing.LEADING, 0, true, skipRungeKutta);
    }

    private static Euler euler(Prediction prediction, boolean karras) {
        TimestepSpacing spacing = TimestepSpacing.LINSPACE;
        Sigmas sigmas = karras ? Sigmas.karras() : Sigmas.ofTimesteps();
        return new Euler(NOISE, prediction, spacing, 0, Euler.Interpolation.LINEAR, sigmas, FinalSigma.ZERO);
    }

    private static Lms lms(Prediction prediction) {
        return new Lms(NOISE, prediction, TimestepSpacing.TRAILING, 0, Sigmas.ofTimesteps());
    }

    private static DpmSolver solver(Prediction prediction, int order, DpmSolver.Kind kind, FinalSigma ends) {
        return new DpmSolver(
                NOISE,
                prediction,
                TimestepSpacing.TRAILING,
                0,
                SolverFormula.DATA,
                order,
                kind,
                Sigmas.ofTimesteps(),
                false,
                ends,
                false,
                false,
                Double.NEGATIVE_INFINITY);
    }

    private static Heun heun(Prediction prediction, Sigmas sigmas) {
        return new Heun(NOISE, prediction, TimestepSpacing.LINSPACE, 0, sigmas, Double.POSITIVE_INFINITY);
    }

    private static UniPc uniPc(Prediction prediction, int order, UniPc.Kind kind, FinalSigma ends, boolean data) {
        return new UniPc(
                NOISE,
                prediction,
                TimestepSpacing.TRAILING,
                0,
                order,
                data,
                kind,
                Sigmas.ofTimesteps(),
                ends,
                true,
                Set.of());
    }

    private static Deis deis(Prediction prediction, int order) {
        return new Deis(NOISE, prediction, TimestepSpacing.TRAILING, 0, order, Sigmas.ofTimesteps(), false);
    }

    private static DpmSolverSinglestep single(
            Prediction prediction, SolverFormula formula, int order, DpmSolver.Kind kind, FinalSigma ends) {
        return new DpmSolverSinglestep(
                NOISE, prediction, formula, order, kind, Sigmas.ofTimesteps(), ends, false, Double.NEGATIVE_INFINITY);
    }

    static Stream<Scheduler> endingWithoutNoise() {
        return Stream.of(Prediction.values())
                .flatMap(prediction -> Stream.concat(
                        // PNDM mixes outputs of several time steps, and velocities differ in what they mean at each.
                        prediction == Prediction.EPSILON
                                ? Stream.of(pndm(prediction, true), pndm(prediction, false))
                                : Stream.of(),
                        Stream.of(
                                ddim(prediction, TimestepSpacing.LEADING),
                                ddim(prediction, TimestepSpacing.TRAILING),
                                euler(prediction, false),
                                euler(prediction, true),
                                lms(prediction),
                                solver(prediction, 1, DpmSolver.Kind.MIDPOINT, FinalSigma.ZERO),
                                solver(prediction, 2, DpmSolver.Kind.MIDPOINT, FinalSigma.ZERO),
                                solver(prediction, 2, DpmSolver.Kind.HEUN, FinalSigma.ZERO),
                                solver(prediction, 3, DpmSolver.Kind.MIDPOINT, FinalSigma.ZERO),
                                heun(prediction, Sigmas.ofTimesteps()),
                                heun(prediction, Sigmas.karras()),
                                heun(prediction, Sigmas.of(Sigmas.Curve.EXPONENTIAL)),
                                uniPc(prediction, 1, UniPc.Kind.BH2, FinalSigma.ZERO, true),
                                uniPc(prediction, 2, UniPc.Kind.BH2, FinalSigma.ZERO, true),
                                uniPc(prediction, 3, UniPc.Kind.BH2, FinalSigma.ZERO, true),
                                single(prediction, SolverFormula.DATA, 2, DpmSolver.Kind.MIDPOINT, FinalSigma.ZERO),
                                single(prediction, SolverFormula.DATA, 2, DpmSolver.Kind.HEUN, FinalSigma.ZERO),
                                single(prediction, SolverFormula.DATA, 3, DpmSolver.Kind.MIDPOINT, FinalSigma.ZERO),
                                single(prediction, SolverFormula.DATA, 3, DpmSolver.Kind.HEUN, FinalSigma.ZERO))));
    }

    @ParameterizedTest
    @MethodSource("endingWithoutNoise")
    void aModelThatKnowsTheNoiseLeadsToTheSample(Scheduler scheduler) {
        float[] x0 = {1, -2, 0.5f};
        float[] noise = {0.3f, 1.5f, -1};
        Sampling run = scheduler.start(10);
        boolean levels = run instanceof SigmaSampling;
        float[] x = new float[3];
        for (int k = 0; k < 3; k++) {
            x[k] = levels
                    ? x0[k] + ((SigmaSampling) run).sigmas()[0] * noise[k]
                    : (float) (alpha(run, 0) * x0[k] + sigma(run, 0) * noise[k]);
        }
        for (int i = 0; i < run.steps(); i++) {
            float[] output = new float[3];
            for (int k = 0; k < 3; k++) {
                output[k] = switch (predictionOf(scheduler)) {
                    case EPSILON -> noise[k];
                    case V -> (float) (alpha(run, i) * noise[k] - sigma(run, i) * x0[k]);
                    case SAMPLE -> x0[k];
                };
            }
            x = run.step(i, output, x, NONE);
        }
        assertThat(x).containsExactly(x0, within(2e-5f));
    }

    @ParameterizedTest
    @MethodSource("endingWithoutNoise")
    void approachesTheExactPathForSamplesOfANormalDistribution(Scheduler scheduler) {
        double coarse = offFromTheExactPath(scheduler, 25);
        double fine = offFromTheExactPath(scheduler, 100);
        assertThat(fine).isLessThan(0.03).isLessThan(0.5 * coarse);
    }

    @Test
    void twiceTheStepsAreCloserByTwoToTheOrder() {
        assertThat(gain(solver(Prediction.V, 1, DpmSolver.Kind.MIDPOINT, FinalSigma.MIN)))
                .isBetween(1.8, 2.2);
        assertThat(gain(solver(Prediction.V, 2, DpmSolver.Kind.MIDPOINT, FinalSigma.MIN)))
                .isBetween(3.2, 4.4);
        assertThat(gain(solver(Prediction.V, 2, DpmSolver.Kind.HEUN, FinalSigma.MIN)))
                .isBetween(3.2, 4.4);
        assertThat(gain(solver(Prediction.V, 3, DpmSolver.Kind.MIDPOINT, FinalSigma.MIN)))
                .isBetween(6.0, 9.0);
        assertThat(gain(euler(Prediction.EPSILON, false))).isBetween(1.8, 2.2);
        assertThat(gain(lms(Prediction.EPSILON))).isGreaterThan(8);
        assertThat(gain(deis(Prediction.V, 1))).isBetween(1.8, 2.2);
        // The others begin and end with lower orders: a step's order shows as more than the first's 2.
        assertThat(gain(deis(Prediction.V, 2))).isGreaterThan(2.8);
        assertThat(gain(deis(Prediction.V, 3))).isGreaterThan(2.8);
        for (UniPc.Kind kind : UniPc.Kind.values()) {
            for (int order = 1; order <= 3; order++) {
                assertThat(gain(uniPc(Prediction.V, order, kind, FinalSigma.MIN, true)))
                        .isGreaterThan(2.8);
                assertThat(gain(uniPc(Prediction.V, order, kind, FinalSigma.MIN, false)))
                        .isGreaterThan(2.8);
            }
        }
        for (DpmSolver.Kind kind : DpmSolver.Kind.values()) {
            assertThat(gain(single(Prediction.V, SolverFormula.DATA, 2, kind, FinalSigma.MIN)))
                    .isGreaterThan(2.8);
            assertThat(gain(single(Prediction.V, SolverFormula.NOISE, 2, kind, FinalSigma.MIN)))
                    .isGreaterThan(2.8);
        }
    }

    private static double gain(Scheduler scheduler) {
        return offFromTheExactPath(scheduler, 160) / offFromTheExactPath(scheduler, 320);
    }

    /**
     * For samples from N(0, s^2) the best model is known, {@code x0 = alpha s^2 x / (alpha^2 s^2 + sigma^2)}, and along the
     * path {@code x / sqrt(alpha^2 s^2 + sigma^2)} stays what it is.
     */
    private static double offFromTheExactPath(Scheduler scheduler, int steps) {
        double s = 0.6;
        Sampling run = scheduler.start(steps);
        float[] x = {(float) run.initNoiseSigma()};
        double alphaBefore = alpha(run, 0);
        // States on noise levels are larger by 1 / alpha.
        double start = x[0] * (run instanceof SigmaSampling ? alphaBefore : 1);
        double constant = start / spread(alphaBefore, s);
        for (int i = 0; i < run.steps(); i++) {
            double input = run.scaledInput(i, x)[0];
            double alpha = alpha(run, i);
            double sigma = sigma(run, i);
            double x0 = alpha * s * s * input / (alpha * alpha * s * s + sigma * sigma);
            double epsilon = (input - alpha * x0) / sigma;
            double output =
                    switch (predictionOf(scheduler)) {
                        case EPSILON -> epsilon;
                        case V -> alpha * epsilon - sigma * x0;
                        case SAMPLE -> x0;
                    };
            x = run.step(i, new float[] {(float) output}, x, NONE);
        }
        boolean toMin = scheduler instanceof DpmSolver solver && solver.finalSigma() == FinalSigma.MIN
                || scheduler instanceof UniPc uniPc && uniPc.finalSigma() == FinalSigma.MIN
                || scheduler instanceof DpmSolverSinglestep single && single.finalSigma() == FinalSigma.MIN
                || scheduler instanceof Deis;
        double end = toMin ? Math.sqrt(NOISE.alphasCumprod()[0]) : 1;
        return Math.abs(x[0] / (constant * spread(end, s)) - 1);
    }

    private static double spread(double alpha, double s) {
        return Math.sqrt(alpha * alpha * s * s + 1 - alpha * alpha);
    }

    private static double alpha(Sampling run, int i) {
        if (run instanceof SigmaSampling levels) return 1 / Math.sqrt(Math.pow(levels.sigmas()[i], 2) + 1);
        return Math.sqrt(NOISE.alphasCumprod()[(int) run.timestep(i)]);
    }

    private static double sigma(Sampling run, int i) {
        return Math.sqrt(1 - Math.pow(alpha(run, i), 2));
    }

    private static Prediction predictionOf(Scheduler scheduler) {
        return scheduler.prediction();
    }

    @ParameterizedTest
    @EnumSource(Ddpm.Variance.class)
    void ddpmDrawsFromThePosteriorByHand(Ddpm.Variance variance) {
        NoiseSchedule noise = NoiseSchedule.ofBetas(0.36f, 0.4375f); // products 0.64, 0.36
        TimestepSpacing spacing = TimestepSpacing.LEADING;
        Ddpm ddpm = new Ddpm(noise, Prediction.SAMPLE, spacing, 0, variance, Double.POSITIVE_INFINITY, true);
        Sampling run = ddpm.start(2);
        float[] x1 = run.step(0, new float[] {3}, new float[] {2}, size -> new float[] {0.5f});
        // From 0.36 to 0.64: beta = 0.4375; mean = 0.8 * 0.4375 / 0.64 * 3 + 0.75 * 0.36 / 0.64 * 2
        double mean = 0.8 * 0.4375 / 0.64 * 3 + 0.75 * 0.36 / 0.64 * 2;
        double std = Math.sqrt(variance == Ddpm.Variance.SMALL ? 0.36 / 0.64 * 0.4375 : 0.4375);
        assertThat(x1[0]).isCloseTo((float) (mean + std * 0.5), within(1e-6f));
        // The last step gives the predicted sample, without noise.
        assertThat(run.step(1, new float[] {7}, x1, NONE)[0]).isCloseTo(7, within(1e-6f));
    }

    @Test
    void ddimWithEtaOneIsDdpm() {
        Ddpm ddpm = new Ddpm(
                NOISE,
                Prediction.EPSILON,
                TimestepSpacing.LEADING,
                0,
                Ddpm.Variance.SMALL,
                Double.POSITIVE_INFINITY,
                true);
        Sampling one = ddpm.start(10);
        Sampling other =
                ddim(Prediction.EPSILON, TimestepSpacing.LEADING).eta(1).start(10);
        float[] x = {0.7f, -1.2f};
        float[] output = {0.1f, 0.4f};
        assertThat(one.step(0, output, x, Noise.seeded(1)))
                .containsExactly(other.step(0, output, x, Noise.seeded(1)), within(1e-6f));
    }

    @Test
    void predictedSamplesAreClipped() {
        Ddim clipped = new Ddim(NOISE, Prediction.SAMPLE, TimestepSpacing.TRAILING, 0, true, 1, 0);
        Sampling run = clipped.start(1);
        assertThat(run.step(0, new float[] {5, -5, 0.5f}, new float[3], NONE))
                .containsExactly(new float[] {1, -1, 0.5f}, within(1e-6f));
    }

    @Test
    void timestepsAreByHand() {
        assertThat(TimestepSpacing.LEADING.whole(1000, 4, 1)).containsExactly(751, 501, 251, 1);
        assertThat(TimestepSpacing.TRAILING.whole(1000, 4, 0)).containsExactly(999, 749, 499, 249);
        assertThat(TimestepSpacing.LINSPACE.whole(1000, 4, 0)).containsExactly(999, 666, 333, 0);
        // 62.5 multiples: halves go to the even number
        assertThat(TimestepSpacing.TRAILING.whole(1000, 16, 0)).startsWith(999, 937, 874, 811, 749);
        assertThat(TimestepSpacing.LINSPACE.whole(1000, 1, 0)).containsExactly(0);
    }

    @Test
    void everyNumberOfStepsGivesAsManyTimestepsFallingWithinTraining() {
        for (TimestepSpacing spacing : TimestepSpacing.values()) {
            for (int steps = 1; steps <= 1000; steps++) {
                int[] timesteps = spacing.whole(1000, steps, 0);
                assertThat(timesteps).hasSize(steps);
                for (int i = 0; i < steps; i++) {
                    assertThat(timesteps[i]).isBetween(0, i == 0 ? 999 : timesteps[i - 1] - 1);
                }
            }
        }
    }

    @Test
    void pndmTakesTheSecondTimestepTwice() {
        assertThat(pndm(Prediction.EPSILON, true).start(5).timesteps()).containsExactly(800, 600, 600, 400, 200, 0);
        assertThat(pndm(Prediction.EPSILON, true).start(1).timesteps()).containsExactly(0);
    }

    @Test
    void pndmTakesThreeStepsOfRungeAndKuttaFirst() {
        assertThat(pndm(Prediction.EPSILON, false).start(5).timesteps())
                .containsExactly(800, 700, 700, 600, 600, 500, 500, 400, 400, 300, 300, 200, 200, 0);
    }

    @Test
    void initialNoiseIsThatOfTheFirstLevel() {
        double bar = NOISE.alphasCumprod()[999];
        assertThat(euler(Prediction.EPSILON, false).start(10).initNoiseSigma())
                .isCloseTo(Math.sqrt((1 - bar) / bar), within(1e-5));
        assertThat(ddim(Prediction.EPSILON, TimestepSpacing.LEADING).start(10).initNoiseSigma())
                .isEqualTo(1);
    }

    @Test
    void karrasLevelsAreByTheFormula() {
        float[] sigmas = euler(Prediction.EPSILON, true).start(3).sigmas();
        double most = Math.pow(sigmas[0], 1 / 7.0);
        double least = Math.pow(sigmas[2], 1 / 7.0);
        assertThat(sigmas[1]).isCloseTo((float) Math.pow((most + least) / 2, 7), within(1e-5f));
        assertThat(sigmas[3]).isZero();
        NoiseLevels levels = new NoiseLevels(NOISE);
        assertThat(levels.logarithmicallyAt(levels.timestep(1.234))).isCloseTo(1.234, within(1e-6));
    }

    @Test
    void noiseOfLevelsIsNotScaled() {
        float[] noisy = euler(Prediction.EPSILON, false).addNoise(new float[] {3}, new float[] {2}, 999);
        double bar = NOISE.alphasCumprod()[999];
        assertThat(noisy[0]).isCloseTo((float) (3 + 2 * Math.sqrt((1 - bar) / bar)), within(1e-5f));
    }

    @Test
    void betweenLevelsMultistepIsEulerForASlopeThatStays() {
        Sampling multistep = lms(Prediction.SAMPLE).start(6);
        float[] sigmas = lms(Prediction.SAMPLE).start(6).sigmas();
        float[] x = {sigmas[0]};
        // x0 = 0 and x = sigma: the slope is 1 all the way.
        for (int i = 0; i < 6; i++) {
            x = multistep.step(i, new float[1], x, NONE);
            assertThat(x[0]).isCloseTo(sigmas[i + 1], within(1e-5f));
        }
    }

    @Test
    void olderKarrasLevelsFallTogetherOnWholeTimesteps() {
        DpmSolver older = new DpmSolver(
                NOISE,
                Prediction.EPSILON,
                TimestepSpacing.LINSPACE,
                0,
                SolverFormula.DATA,
                2,
                DpmSolver.Kind.HEUN,
                Sigmas.karras(),
                true,
                FinalSigma.MIN,
                true,
                false,
                Double.NEGATIVE_INFINITY);
        Sampling run = older.start(200);
        assertThat(run.steps()).isLessThan(200);
        assertThat(run.timestep(run.steps() - 1)).isZero();
        float[] x = {1};
        // The last step goes from time step 0 to time step 0.
        for (int i = 0; i < run.steps(); i++) x = run.step(i, x, x, NONE);
        assertThat(x[0]).isFinite();
    }

    @Test
    void leastLambdaLeavesOutTheNoisiestTimesteps() {
        DpmSolver clipped = new DpmSolver(
                NOISE,
                Prediction.EPSILON,
                TimestepSpacing.LINSPACE,
                0,
                SolverFormula.DATA,
                2,
                DpmSolver.Kind.MIDPOINT,
                Sigmas.ofTimesteps(),
                true,
                FinalSigma.MIN,
                true,
                false,
                0);
        float first = clipped.start(10).timestep(0);
        // lambda = 0 is where sample and noise are equally large.
        assertThat(NOISE.alphasCumprod()[(int) first]).isGreaterThanOrEqualTo(0.5f);
        assertThat(NOISE.alphasCumprod()[(int) first + 1]).isLessThan(0.5f);
    }

    @Test
    void stepsAreTakenInOrderAndOnce() {
        Sampling run = ddim(Prediction.EPSILON, TimestepSpacing.LEADING).start(2);
        float[] x = {1};
        assertThatThrownBy(() -> run.step(1, x, x, NONE)).hasMessage("step 1 was asked for, the next is 0");
        run.step(0, x, x, NONE);
        assertThatThrownBy(() -> run.step(0, x, x, NONE)).hasMessage("step 0 was asked for, the next is 1");
        run.step(1, x, x, NONE);
        assertThatThrownBy(() -> run.step(2, x, x, NONE)).hasMessage("all 2 steps were taken");
    }

    @Test
    void refusesOutputsOfAnotherSize() {
        Sampling run = ddim(Prediction.EPSILON, TimestepSpacing.LEADING).start(2);
        assertThatThrownBy(() -> run.step(0, new float[2], new float[3], NONE))
                .hasMessage("output must have as many values as the sample, 3, was 2");
    }

    static List<Scheduler> all() {
        return Stream.concat(
                        endingWithoutNoise(),
                        Stream.of(new Ddpm(
                                NOISE, Prediction.EPSILON, TimestepSpacing.LEADING, 0, Ddpm.Variance.SMALL, 1, true)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void refusesNumbersOfStepsThatThereAreNot(Scheduler scheduler) {
        for (int steps : new int[] {-1, 0, 1001, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> scheduler.start(steps))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("number of steps must be from 1 to")
                    .hasMessageEndingWith("was " + steps);
        }
    }

    @Test
    void refusesAnOffsetBeyondTheLastTimestep() {
        Ddim moved = new Ddim(NOISE, Prediction.EPSILON, TimestepSpacing.LEADING, 1, true, 1, 0);
        assertThatThrownBy(() -> moved.start(1000))
                .hasMessageContaining("must be below 1000")
                .hasMessageEndingWith("1000");
    }

    @Test
    void refusesRungeAndKuttaWithFewSteps() {
        assertThatThrownBy(() -> pndm(Prediction.EPSILON, false).start(3)).hasMessageContaining("at least 4");
    }

    @Test
    void refusesToBeginAtPureNoiseWithAModelOfTheNoise() {
        NoiseSchedule zero = NOISE.rescaledToZeroSnr();
        Ddim epsilon = new Ddim(zero, Prediction.EPSILON, TimestepSpacing.TRAILING, 0, true, 1, 0);
        assertThatThrownBy(() -> epsilon.start(10)).hasMessageContaining("time step 999 is nothing but noise");
        Ddim velocity = new Ddim(zero, Prediction.V, TimestepSpacing.TRAILING, 0, true, 1, 0);
        float[] after = velocity.start(10).step(0, new float[] {-0.5f}, new float[] {1}, NONE);
        // x0 = -v and epsilon = x where nothing of the sample is left
        double bar = zero.alphasCumprod()[899];
        assertThat(after[0]).isCloseTo((float) (0.5 * Math.sqrt(bar) + Math.sqrt(1 - bar)), within(1e-6f));
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> ddim(Prediction.V, TimestepSpacing.LEADING).eta(1.5))
                .hasMessageContaining("eta");
        assertThatThrownBy(() -> new Ddim(NOISE, Prediction.V, TimestepSpacing.LEADING, -1, true, 1, 0))
                .hasMessageContaining("steps offset");
        assertThatThrownBy(() -> new Ddim(NOISE, Prediction.V, TimestepSpacing.LEADING, 0, true, 0, 0))
                .hasMessageContaining("clip range");
        assertThatThrownBy(() -> pndm(Prediction.SAMPLE, true)).hasMessageContaining("EPSILON or V");
        assertThatThrownBy(() -> solver(Prediction.V, 4, DpmSolver.Kind.HEUN, FinalSigma.ZERO))
                .hasMessageContaining("order must be from 1 to 3");
    }
}
