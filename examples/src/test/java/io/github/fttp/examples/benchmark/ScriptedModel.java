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
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.metrics.text.TextSample;
import io.github.fttp.metrics.text.TextSubject;
import io.github.fttp.metrics.text.TokenReadings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A model that says what a test has it say.
 *
 * @param says to a question
 * @param loss of each of two tokens of an answer
 */
record ScriptedModel(
        Concept concept, Function<BenchmarkQuestion, String> says, BiFunction<BenchmarkQuestion, String, Double> loss)
        implements TextSubject<BenchmarkQuestion> {
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
        for (int i = 0; i < questions.size(); i++) {
            double[] losses = new double[2];
            Arrays.fill(losses, loss.apply(questions.get(i), answers.get(i)));
            readings.add(new TokenReadings(
                    new int[2], losses, new int[2], new boolean[2], new double[2], new double[] {1, 1}));
        }
        return readings;
    }

    /** Measures it on a benchmark, by all metrics. */
    Measurements on(TextBenchmark benchmark, ScriptedModel reference) {
        Set<Requirement> met = EnumSet.allOf(Requirement.class);
        met.remove(Requirement.BEFORE);
        met.remove(Requirement.BEFORE_ANSWERS);
        List<Metric<TextObservation>> metrics = new ArrayList<>(Metrics.select(TextObservation.class, List.of(), met));
        metrics.addAll(benchmark.metrics());
        metrics.removeIf(each -> each.needs().contains(Requirement.JUDGE) || !met.containsAll(each.needs()));
        Evaluation<List<BenchmarkQuestion>, TextObservation> evaluation = Evaluation.of(metrics);
        for (BenchmarkSet each : benchmark.sets()) evaluation = evaluation.on(each.set(), each.questions());
        return evaluation.measure(evaluation.observe(this), Observations.none(concept), evaluation.observe(reference));
    }

    /** The value of a headline figure. */
    static double figure(TextBenchmark benchmark, Measurements measured, String name) {
        return benchmark.figures().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .flatMap(each -> measured.of(each.set(), each.metric()))
                .orElseThrow(() -> new AssertionError(name + " is not among what was measured"))
                .value();
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
