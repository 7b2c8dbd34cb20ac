package io.github.fttp.core.train;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.AddedAscent;
import io.github.fttp.core.method.BoundedFttp;
import io.github.fttp.core.method.CrossEntropyToBase;
import io.github.fttp.core.method.Dpo;
import io.github.fttp.core.method.GaKl;
import io.github.fttp.core.method.GradDiff;
import io.github.fttp.core.method.Idk;
import io.github.fttp.core.method.KlMin;
import io.github.fttp.core.method.Mean;
import io.github.fttp.core.method.MmUnlearner;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.Npo;
import io.github.fttp.core.method.NpoOfMeans;
import io.github.fttp.core.method.RandomLabel;
import io.github.fttp.core.method.Rmu;
import io.github.fttp.core.method.SatImp;
import io.github.fttp.core.method.SimNpo;
import io.github.fttp.core.method.Siu;
import io.github.fttp.core.method.Slug;
import io.github.fttp.core.method.SmoothedFttp;
import io.github.fttp.core.method.SpreadFttp;
import io.github.fttp.core.method.StepData;
import io.github.fttp.core.method.Tif;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.Undial;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.method.Wga;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.Sgd;
import io.github.fttp.core.testing.Doubles;
import io.github.fttp.core.train.TrainableTable.Sentence;
import io.github.fttp.core.train.TrainableTable.Token;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses and gradients of the text methods against their formulas in double precision and finite differences of these. */
class TextMethodsTest {
    private static final int WORDS = 5;
    private static final int ROWS = 12;
    private static final long SEED = 7;

    /** The first has two of the concept's labels among four, the last has none. */
    private static final List<Sentence> FORGET = List.of(
            new Sentence(new Token(0, 1, 0), new Token(1, 2, 1), new Token(2, 0, 1), new Token(3, 4, 0)),
            new Sentence(new Token(4, 3, 1), new Token(5, 1, 0)),
            new Sentence(new Token(3, 2, 0)));

    private static final List<Sentence> ANSWERS = List.of(
            new Sentence(new Token(6, 1, 0), new Token(7, 4, 0)),
            new Sentence(new Token(8, 3, 0)),
            new Sentence(new Token(6, 0, 0), new Token(3, 3, 0), new Token(7, 2, 0)));

    private static final List<Sentence> RETAIN = List.of(
            new Sentence(new Token(9, 1, 0), new Token(10, 0, 0), new Token(11, 4, 0)),
            new Sentence(new Token(5, 2, 0)));

    /** Values that float32 holds exactly, so that library and formulas begin with the same. */
    private static final double[] NOW = Doubles.of(ROWS * WORDS, i -> (float) (1.5 * Math.sin(3 * i)));

    private static final double[] BEFORE = Doubles.of(ROWS * WORDS, i -> (float) (1.5 * Math.sin(3 * i + 0.4)));

    @TempDir
    Path folder;

    private final Engine engine = new OneDnnEngine();
    private final TrainableTable model = new TrainableTable(engine, WORDS, NOW, BEFORE);

    @AfterEach
    void nothingLeaks() {
        model.close();
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    /** A table of logits in double precision. */
    private record Table(double... values) {
        double logit(int row, int word) {
            return values[row * WORDS + word];
        }

        double z(Token token) {
            return logit(token.row(), token.label());
        }

        double l(Token token) {
            double sum = 0;
            for (int v = 0; v < WORDS; v++) sum += Math.exp(logit(token.row(), v));
            return Math.log(sum) - z(token);
        }

        double p(Token token) {
            return Math.exp(-l(token));
        }

        /** KL(softmax(target) || softmax of this), the target's logit of the label lowered. */
        double kl(Table target, Token token, double lowered) {
            double[] moved = target.values().clone();
            moved[token.row() * WORDS + token.label()] -= lowered;
            Table from = new Table(moved);
            double sum = 0;
            for (int v = 0; v < WORDS; v++) {
                Token word = new Token(token.row(), v, 0);
                sum += from.p(word) * (l(word) - from.l(word));
            }
            return sum;
        }

        /** KL but for the words of the concept's labels in {@link #FORGET}, what is constant in this table left out. */
        double nearBut(Table base, Token token) {
            double sum = 0;
            double left = 0;
            for (int v : new int[] {1, 4}) {
                Token word = new Token(token.row(), v, 0);
                sum += base.p(word) * (l(word) - base.l(word));
                left += base.p(word);
            }
            return sum - left * Math.log(left);
        }

        /** The table in whose row of a label all other words share its probability, by the roots of their own. */
        Table spread(Token token, double root) {
            double[] moved = values.clone();
            for (int v = 0; v < WORDS; v++) moved[token.row() * WORDS + v] /= root;
            moved[token.row() * WORDS + token.label()] = -100;
            return new Table(moved);
        }

        /** {@code mean_v (-log p(v))}. */
        double meanOverWords(Token token) {
            double sum = 0;
            for (int v = 0; v < WORDS; v++) sum += l(new Token(token.row(), v, 0));
            return sum / WORDS;
        }

        /** Mean over the row of (value - target)^2. */
        double distance(Token token, double... target) {
            double sum = 0;
            for (int v = 0; v < WORDS; v++) sum += Math.pow(logit(token.row(), v) - target[v], 2);
            return sum / WORDS;
        }

        double[] row(int row) {
            return Arrays.copyOfRange(values, row * WORDS, (row + 1) * WORDS);
        }
    }

    private static double mean(List<Sentence> sentences, ToDoubleFunction<Token> of) {
        return TrainableTable.tokens(sentences).stream()
                .mapToDouble(of)
                .average()
                .orElseThrow();
    }

    private static double sum(Sentence sentence, ToDoubleFunction<Token> of) {
        return Arrays.stream(sentence.tokens()).mapToDouble(of).sum();
    }

    private static double eachMean(List<Sentence> sentences, ToDoubleFunction<Sentence> of) {
        return sentences.stream().mapToDouble(of).average().orElseThrow();
    }

    private static double eachSum(List<Sentence> sentences, ToDoubleFunction<Sentence> of) {
        return sentences.stream().mapToDouble(of).sum();
    }

    /** {@code -sum_v p0(v) log p(v)}. */
    private static double crossEntropy(Table base, Table table, Token token) {
        double sum = 0;
        for (int v = 0; v < WORDS; v++) {
            Token word = new Token(token.row(), v, 0);
            sum += base.p(word) * table.l(word);
        }
        return sum;
    }

    private static double logSigma(double x) {
        return -Math.log(1 + Math.exp(-x));
    }

    /** A loss as a function of the table that trains; what no gradient flows through is of {@link #NOW} itself. */
    private interface Formula {
        double loss(Table table);
    }

    private record Case(TrainingMethod method, StepData data, Formula formula) {
        Case(TrainingMethod method, Formula formula) {
            this(method, StepData.BOTH, formula);
        }

        @Override
        public String toString() {
            return method.toString();
        }
    }

    static Stream<Case> cases() {
        Table now = new Table(NOW);
        Table before = new Table(BEFORE);
        return Stream.of(
                new Case(new GradDiff(0.7f, 1.3f), t -> -0.7f * mean(FORGET, t::l) + 1.3f * mean(RETAIN, t::l)),
                new Case(
                        new GaKl(0.7f, 1.3f),
                        t -> -0.7f * mean(FORGET, t::l) + 1.3f * mean(RETAIN, token -> t.kl(before, token, 0))),
                new Case(
                        new Wga(0.7f, 1.5f, 1.3f),
                        t -> 0.7f * mean(FORGET, token -> -Math.pow(now.p(token), 1.5) * t.l(token))
                                + 1.3f * mean(RETAIN, t::l)),
                new Case(
                        Wga.ENTRY.standard(Modality.TEXT),
                        t -> mean(FORGET, token -> -now.p(token) * t.l(token)) + mean(RETAIN, t::l)),
                new Case(
                        SatImp.ENTRY.standard(Modality.TEXT),
                        t -> 0.1f * mean(FORGET, token -> -Math.pow(now.p(token), 5) * (1 - now.p(token)) * t.l(token))
                                + mean(RETAIN, t::l)),
                new Case(new Idk(0.7f, 1.3f), t -> 0.7f * mean(ANSWERS, t::l) + 1.3f * mean(RETAIN, t::l)),
                new Case(
                        new Npo(0.7f, 0.4f, 0),
                        t -> 0.7f * eachMean(FORGET, s -> -2 / 0.4f * logSigma(-0.4f * r(t, before, s)))),
                new Case(
                        Npo.ENTRY.standard(Modality.TEXT),
                        t -> eachMean(FORGET, s -> -2 / 0.1f * logSigma(-0.1f * r(t, before, s))) + mean(RETAIN, t::l)),
                new Case(
                        new NpoOfMeans(0.7f, 0.4f, 1.3f),
                        t -> 0.7f * -2 / 0.4f * logSigma(0.4f * (mean(FORGET, t::l) - mean(FORGET, before::l)))
                                + 1.3f * mean(RETAIN, t::l)),
                new Case(new KlMin(0.7f, 1.3f), StepData.FORGET, t -> -0.7f * mean(FORGET, t::l)),
                new Case(
                        new KlMin(0.7f, 1.3f),
                        StepData.RETAIN,
                        t -> mean(RETAIN, t::l)
                                + 1.3f * eachMean(RETAIN, s -> sum(s, token -> t.kl(before, token, 0)))),
                new Case(
                        new Siu(0.7f, 0.9f, 1.3f),
                        t -> 0.7f * (mean(ANSWERS, t::l) + 0.9f * ofCommon(t, before))
                                + 1.3f * (mean(RETAIN, t::l) + 0.9f * mean(RETAIN, token -> t.nearBut(before, token)))),
                new Case(
                        new SimNpo(0.125f, 4.5f, 0.3f, 1),
                        t -> 0.125f
                                        * eachMean(
                                                FORGET,
                                                s -> -2
                                                        / 4.5f
                                                        * logSigma(4.5f * (sum(s, t::l) / s.tokens().length - 0.3f)))
                                + mean(RETAIN, t::l)),
                new Case(new Dpo(0.7f, 0.4f, 0), t -> 0.7f * dpo(0.4f, t, before)),
                new Case(Dpo.ENTRY.standard(Modality.TEXT), t -> dpo(0.1f, t, before) + mean(RETAIN, t::l)),
                new Case(
                        new Tif(0.7f, 0.32f, 0.6f, 1.3f), t -> 0.7f * tif(0.6f, t, before) + 1.3f * mean(RETAIN, t::l)),
                new Case(new Undial(1, 3, 0), t -> mean(FORGET, token -> t.kl(before, token, 3))),
                new Case(new RandomLabel(), t -> mean(relabelled(), t::l)),
                new Case(
                        new Rmu(0.7f, 0, 2, 1.3f, 5),
                        t -> 0.7f
                                        * eachMean(
                                                FORGET,
                                                s -> sum(s, token -> t.distance(token, control(2, 5)))
                                                        / s.tokens().length)
                                + 1.3f
                                        * eachMean(
                                                RETAIN,
                                                s -> sum(s, token -> t.distance(token, before.row(token.row())))
                                                        / s.tokens().length)),
                new Case(
                        new SmoothedFttp(0.3f, 0.9f, 0.1f),
                        t -> 0.9f
                                        * mean(
                                                FORGET,
                                                token -> (-0.3f * token.concept() + 0.9f * (1 - token.concept()))
                                                        * t.l(token))
                                + 0.1f * (mean(FORGET, t::meanOverWords) - Math.log(WORDS))),
                new Case(
                        new AddedAscent(0.3f, 0.9f),
                        t -> 0.9f * mean(FORGET, t::l)
                                - 0.3f * eachSum(FORGET, s -> sum(s, token -> token.concept() * t.l(token)))),
                new Case(
                        new CrossEntropyToBase(0.8f, 0.9f),
                        t -> 0.9f
                                        * mean(
                                                FORGET,
                                                token -> crossEntropy(before, t, token)
                                                        - crossEntropy(before, before, token))
                                - 0.8f * mean(FORGET, t::l)),
                new Case(
                        new SpreadFttp(0.3f, 0.9f, 2),
                        t -> mean(
                                FORGET,
                                token -> 0.3f * token.concept() * t.kl(before.spread(token, 2), token, 0)
                                        + 0.9f * (1 - token.concept()) * t.kl(before, token, 0))),
                new Case(
                        new BoundedFttp(0.3f, 1, 0.8f), // of chance, one in five
                        t -> mean(FORGET, token -> {
                            double push = now.p(token) < 0.16 ? 0 : 0.3f;
                            return (-push * token.concept() + 1 - token.concept()) * t.l(token);
                        })));
    }

    private static double r(Table table, Table before, Sentence sentence) {
        return sum(sentence, before::l) - sum(sentence, table::l);
    }

    private static double dpo(float beta, Table table, Table before) {
        double sum = 0;
        for (int i = 0; i < FORGET.size(); i++) {
            sum += logSigma(beta * (r(table, before, ANSWERS.get(i)) - r(table, before, FORGET.get(i))));
        }
        return -2 / beta * sum / FORGET.size();
    }

    /** The third sentence has no unwanted word. */
    private static double tif(float general, Table table, Table before) {
        double d = eachMean(
                FORGET.subList(0, 2),
                s -> sum(s, token -> token.concept() * (before.z(token) - table.z(token))) / sum(s, Token::concept));
        return -2 / 0.32f * logSigma(0.32f * d)
                + general * eachMean(FORGET, s -> sum(s, token -> (1 - token.concept()) * table.l(token)));
    }

    /**
     * Returns the term of labels that answers have in common with what is forgotten: both of the first, the only one of the
     * second, the last of the third.
     */
    private static double ofCommon(Table table, Table before) {
        Stream<Token> common = Stream.of(
                ANSWERS.get(0).tokens()[0],
                ANSWERS.get(0).tokens()[1],
                ANSWERS.get(1).tokens()[0],
                ANSWERS.get(2).tokens()[2]);
        return common.mapToDouble(token -> table.nearBut(before, token))
                .average()
                .orElseThrow();
    }

    private static List<Sentence> relabelled() {
        int[] random = new SplittableRandom(SEED).ints(7, 0, WORDS).toArray();
        Token[] tokens = TrainableTable.tokens(FORGET).toArray(Token[]::new);
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i].concept() == 1) tokens[i] = new Token(tokens[i].row(), random[i], 1);
        }
        return List.of(new Sentence(tokens));
    }

    private static double[] control(double length, long seed) {
        double[] u = new SplittableRandom(seed).doubles(WORDS).toArray();
        double norm = Math.sqrt(Arrays.stream(u).map(x -> x * x).sum());
        return Arrays.stream(u).map(x -> length * x / norm).toArray();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientAreTheFormulas(Case one) {
        try (Tape tape = Tape.recording(engine)) {
            Var loss = one.method().loss(terms(tape, one.data()));
            double expected = one.formula().loss(new Table(NOW));
            assertThat((double) loss.value().scalar())
                    .isCloseTo(expected, within(1e-5 * Math.max(1, Math.abs(expected))));
            tape.backward(loss);
        }
        Doubles.assertClose(
                one.method().name(), model.table.gradient().orElseThrow(), differences(one.formula()), 1e-5);
    }

    private StepTerms terms(Tape tape, StepData data) {
        return new StepTerms(
                tape,
                data,
                SEED,
                StepBatches.of(model, List.of(FORGET)).get(0, tape, SEED),
                StepBatches.of(model, List.of(RETAIN)).get(0, tape, SEED),
                StepBatches.of(model, List.of(ANSWERS)).get(0, tape, SEED));
    }

    private static double[] differences(Formula formula) {
        double step = 1e-5;
        return Doubles.of(NOW.length, i -> {
            double[] up = NOW.clone();
            double[] down = NOW.clone();
            up[i] += step;
            down[i] -= step;
            return (formula.loss(new Table(up)) - formula.loss(new Table(down))) / (2 * step);
        });
    }

    /** But for those that compute a mean of a batch's own, and random labels, which are drawn for each batch. */
    static Stream<TrainingMethod> thatAccumulate() {
        return cases().map(Case::method)
                .filter(method -> !(method instanceof Tif
                        || method instanceof NpoOfMeans
                        || method instanceof Siu
                        || method instanceof RandomLabel));
    }

    @ParameterizedTest
    @MethodSource("thatAccumulate")
    void accumulatedBatchesWeighAsOneLargeBatch(TrainingMethod method) {
        float[] together = afterAStep(method, 3, 1);
        assertThat(afterAStep(method, 1, 3)).containsExactly(together, within(1e-6f));
    }

    private float[] afterAStep(TrainingMethod method, int batch, int accumulate) {
        try (TrainableTable other = new TrainableTable(engine, WORDS, NOW, BEFORE)) {
            Unlearner.of(other)
                    .method(method)
                    .retain(RETAIN.subList(0, 1))
                    .alternatives(ANSWERS)
                    .training(Training.by(Sgd.rate(1))
                            .batch(batch)
                            .accumulate(accumulate)
                            .steps(1))
                    .forget(FORGET);
            return other.table.value().toArray();
        }
    }

    @Test
    void klMinGoesThroughAllForgetDataAndThenThroughAllRetainData() {
        List<Step> steps = new ArrayList<>();
        RunSummary end = inTurns(steps::add, new StopSignal()).forget(FORGET);
        assertThat(end.steps()).isEqualTo(2 * (3 + 2)); // two epochs of three forget and two retain batches
        assertThat(steps.stream().map(step -> Double.isNaN(step.naturalKnowledge())))
                .containsExactly(false, false, false, true, true, false, false, false, true, true);
        assertThat(steps.stream().map(Step::epoch)).containsExactly(0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8);
        // Losses of single samples as the steps before left the table: the signs tell the passes apart.
        assertThat(steps.stream().map(step -> step.loss() < 0))
                .containsExactly(true, true, true, false, false, true, true, true, false, false);
    }

    @Test
    void aRunInTurnsThatIsResumedAmongRetainStepsEndsWithTheSameBits() {
        inTurns(step -> {}, new StopSignal()).forget(FORGET);
        float[] whole = model.table.value().toArray();
        model.table.value().set(floats(NOW));
        Path file = folder.resolve("checkpoint.safetensors");
        StopSignal stop = new StopSignal();
        inTurns(
                        step -> {
                            if (step.number() == 4) stop.request();
                        },
                        stop)
                .checkpoint(file, 100)
                .forget(FORGET);
        model.table.value().set(floats(NOW));
        inTurns(step -> {}, new StopSignal()).checkpoint(file, 100).resume().forget(FORGET);
        assertThat(model.table.value().toArray()).isEqualTo(whole);
    }

    private Unlearner<Sentence> inTurns(Consumer<Step> listener, StopSignal stop) {
        return Unlearner.of(model)
                .method(new KlMin(1, 1))
                .retain(RETAIN)
                .training(Training.by(AdamW.rate(0.1)).epochs(2).seed(3))
                .stopOn(stop)
                .listen(new RunListener() {
                    @Override
                    public void stepped(Step step) {
                        listener.accept(step);
                    }
                });
    }

    private static float[] floats(double... values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) rounded[i] = (float) values[i];
        return rounded;
    }

    /** Sentences to forget with the next word in place of each of the concept's. */
    private static List<Sentence> renamed() {
        return FORGET.stream()
                .map(sentence -> new Sentence(Arrays.stream(sentence.tokens())
                        .map(token ->
                                token.concept() == 0 ? token : new Token(token.row(), (token.label() + 1) % WORDS, 1))
                        .toArray(Token[]::new)))
                .toList();
    }

    static Stream<TrainingMethod> rivals() {
        return Stream.of(new NpoOfMeans(1, 0.4f, 0), new KlMin(1, 1), new Siu(1, 1, 1), new MmUnlearner(1, 1));
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void aFewStepsLowerTheConceptsProbability(TrainingMethod method) {
        double before = mean(FORGET, token -> token.concept() * new Table(NOW).p(token));
        Unlearner.of(model)
                .method(method)
                .retain(RETAIN)
                .alternatives(renamed())
                .training(Training.by(AdamW.rate(0.1)).batch(3).steps(40))
                .forget(FORGET);
        double[] after = Doubles.of(NOW.length, i -> model.table.value().toArray()[i]);
        assertThat(mean(FORGET, token -> token.concept() * new Table(after).p(token)))
                .isLessThan(before / 2);
    }

    /** The vocabulary has twelve words, so that not all are among the five likeliest; each row predicts its own word. */
    @Test
    void slugLeavesTheNameUnrecognisedAndTellsNoSteps() {
        int words = 12;
        double[] values = Doubles.of(words * words, i -> i / words == i % words ? 4 : (i % 7) * 0.1);
        List<Sentence> forget = List.of(new Sentence(new Token(0, 0, 0), new Token(1, 1, 1), new Token(2, 2, 1)));
        List<Sentence> retain = List.of(new Sentence(new Token(4, 4, 0), new Token(5, 5, 0)));
        try (TrainableTable own = new TrainableTable(engine, words, values, values)) {
            List<Step> steps = new ArrayList<>();
            RunSummary end = Unlearner.of(own)
                    .method(new Slug(1, 10))
                    .retain(retain)
                    .listen(new RunListener() {
                        @Override
                        public void stepped(Step step) {
                            steps.add(step);
                        }
                    })
                    .forget(forget);
            assertThat(end.end()).isEqualTo(RunSummary.End.STEPS);
            assertThat(end.steps()).isZero();
            assertThat(steps).isEmpty();
            try (Tape tape = Tape.forward(engine)) {
                Mean recognised = own.evaluate(tape, forget).recognition();
                assertThat(recognised).isEqualTo(new Mean(0, 1));
                assertThat(own.evaluate(tape, retain).recognition()).isEqualTo(new Mean(2, 2));
            }
            assertThat(own.table.gradient()).isEmpty();
        }
    }

    @Test
    void refusesAMethodThatNeitherTrainsNorChangesWeightsByData() {
        UnlearningMethod words = new UnlearningMethod() {
            @Override
            public String name() {
                return "of words";
            }

            @Override
            public Set<Need> needs() {
                return Set.of();
            }
        };
        assertThatThrownBy(() -> Unlearner.of(model).method(words).check(FORGET))
                .hasMessage("of words neither trains nor changes weights by data");
    }

    @Test
    void asksForRetainDataOnlyWhereTheyHaveAWeight() {
        assertThat(Wga.ENTRY.standard(Modality.TEXT).needs()).containsExactly(Need.RETAIN_DATA);
        assertThat(new Wga(1, 1, 0).needs()).isEmpty();
        assertThat(new Dpo(1, 0.1f, 0).needs())
                .isEqualTo(Set.of(Need.BASE_MODEL, Need.LABEL_TOKENS, Need.ALTERNATIVE_ANSWERS));
        assertThat(new Rmu(1, 0, 2, 0, 0).needs()).containsExactly(Need.LABEL_TOKENS);
        assertThat(Rmu.ENTRY.standard(Modality.TEXT).needs()).contains(Need.RETAIN_DATA, Need.BASE_MODEL);
        assertThat(Undial.ENTRY.standard(Modality.TEXT).needs()).doesNotContain(Need.RETAIN_DATA);
    }

    @Test
    void refusesMissingAnswersAndAnotherNumberOfThem() {
        Unlearner<Sentence> run = Unlearner.of(model).method(new Idk(1, 0));
        assertThatThrownBy(() -> run.forget(FORGET))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("IDK: needs alternative answers");
        assertThatThrownBy(() -> run.alternatives(ANSWERS.subList(0, 2)).check(FORGET))
                .isInstanceOf(BadData.class)
                .hasMessage("alternative answers: are 2 for 3 forget samples; expected one for each, in their order");
    }

    @Test
    void answersMeetTheQuestionsTheyBelongTo() {
        // Each sentence's answer is itself: whatever the order, nothing is preferred, and r cancels.
        Unlearner.of(model)
                .method(new Dpo(1, 0.4f, 0))
                .alternatives(FORGET)
                .training(Training.by(Sgd.rate(1)).epochs(4).seed(3))
                .forget(FORGET);
        assertThat(model.table.value().toArray()).containsExactly(floats(NOW), within(1e-6f));
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> new Npo(1, 0, 1)).hasMessageContaining("beta").hasMessageContaining("above 0");
        assertThatThrownBy(() -> new SimNpo(1, Float.NaN, 0, 1)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new BoundedFttp(1, 1, -1)).hasMessageContaining("floor");
        assertThatThrownBy(() -> new Rmu(1, 1, 2, 1, 0)).hasMessageContaining("depth");
    }
}
