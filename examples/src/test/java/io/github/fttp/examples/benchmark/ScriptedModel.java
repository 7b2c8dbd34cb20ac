package io.github.fttp.examples.benchmark;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.benchmark.BenchmarkQuestion;
import io.github.fttp.metrics.benchmark.BenchmarkSet;
import io.github.fttp.metrics.benchmark.TextBenchmark;
import io.github.fttp.metrics.text.QuestionReading;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.metrics.text.TextSample;
import io.github.fttp.metrics.text.TextSubject;
import io.github.fttp.metrics.text.TokenReadings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A model that says what a test has it say.
 *
 * @param says to a question
 * @param reads of an answer
 * @param expects while it reads a question
 */
record ScriptedModel(
        Concept concept,
        Function<BenchmarkQuestion, String> says,
        BiFunction<BenchmarkQuestion, String, TokenReadings> reads,
        Function<BenchmarkQuestion, QuestionReading> expects)
        implements TextSubject<BenchmarkQuestion> {
    /** A model whose answers have two tokens with the same loss each. */
    static ScriptedModel of(
            TextBenchmark benchmark,
            Function<BenchmarkQuestion, String> says,
            BiFunction<BenchmarkQuestion, String, Double> loss) {
        return reading(benchmark, says, (question, answer) -> equally(loss.apply(question, answer)));
    }

    /** A model that is not asked what it expects. */
    static ScriptedModel reading(
            TextBenchmark benchmark,
            Function<BenchmarkQuestion, String> says,
            BiFunction<BenchmarkQuestion, String, TokenReadings> reads) {
        return new ScriptedModel(benchmark.concept(), says, reads, question -> {
            throw new AssertionError(question.id());
        });
    }

    /** Two tokens that lose so much each. */
    static TokenReadings equally(double loss) {
        return tokens(0, 1, loss, loss);
    }

    /**
     * Tokens with these losses, none of which is the concept's.
     *
     * @param expected {@code log p} of the vocabulary in each place
     * @param deviation of it
     */
    static TokenReadings tokens(double expected, double deviation, double... losses) {
        double[] mean = new double[losses.length];
        double[] spread = new double[losses.length];
        Arrays.fill(mean, expected);
        Arrays.fill(spread, deviation);
        return new TokenReadings(
                new int[losses.length], losses, new int[losses.length], new boolean[losses.length], mean, spread);
    }

    @Override
    public TextSample text(BenchmarkQuestion question) {
        return new TextSample(
                question.id(), question.prompt(), question.answer(), question.paraphrases(), question.wrong());
    }

    @Override
    public List<String> answers(List<BenchmarkQuestion> questions) {
        return questions.stream().map(says).toList();
    }

    @Override
    public List<TokenReadings> readings(List<BenchmarkQuestion> questions, List<String> answers) {
        List<TokenReadings> readings = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) readings.add(reads.apply(questions.get(i), answers.get(i)));
        return readings;
    }

    @Override
    public List<QuestionReading> questions(List<BenchmarkQuestion> questions) {
        return questions.stream().map(expects).toList();
    }

    /** Measures it on a benchmark, by all metrics. */
    Measurements on(TextBenchmark benchmark, ScriptedModel reference) {
        var evaluation = evaluation(benchmark, EnumSet.of(Requirement.BEFORE, Requirement.BEFORE_ANSWERS));
        return evaluation.measure(evaluation.observe(this), Observations.none(concept), evaluation.observe(reference));
    }

    /** Measures it beside the model as it was, by all metrics that need no other one. */
    Measurements beside(TextBenchmark benchmark, ScriptedModel before) {
        var evaluation = evaluation(benchmark, EnumSet.of(Requirement.REFERENCE_MODEL));
        Observations<TextObservation> then = evaluation.observe(before);
        return evaluation.measure(evaluation.observe(this, then), then);
    }

    private static Evaluation<List<BenchmarkQuestion>, TextObservation> evaluation(
            TextBenchmark benchmark, Set<Requirement> missing) {
        Set<Requirement> met = EnumSet.complementOf(EnumSet.copyOf(missing));
        List<Metric<TextObservation>> metrics = new ArrayList<>(Metrics.select(TextObservation.class, List.of(), met));
        metrics.addAll(benchmark.metrics());
        metrics.removeIf(each -> each.needs().contains(Requirement.JUDGE) || !met.containsAll(each.needs()));
        Evaluation<List<BenchmarkQuestion>, TextObservation> evaluation = Evaluation.of(metrics);
        for (BenchmarkSet each : benchmark.sets()) evaluation = evaluation.on(each.set(), each.questions());
        return evaluation;
    }

    /** The values of all headline figures; none of what was not measured. */
    static Map<String, Double> figures(TextBenchmark benchmark, Measurements measured) {
        Map<String, Double> values = new LinkedHashMap<>();
        benchmark
                .figures()
                .forEach(each -> values.put(
                        each.name(),
                        measured.of(each.set(), each.metric())
                                .map(found -> found.value())
                                .orElse(null)));
        return values;
    }

    /** The questions of a set. */
    static List<BenchmarkQuestion> questions(TextBenchmark benchmark, String set) {
        return benchmark.sets().stream()
                .filter(each -> each.set().equals(DataSet.parse(set)))
                .findFirst()
                .orElseThrow()
                .questions();
    }
}
