package io.github.fttp.mllm.compare;

import io.github.fttp.metrics.compare.Oracle;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.statistics.KolmogorovSmirnov;
import io.github.fttp.metrics.text.Rouge;
import io.github.fttp.metrics.text.TokenReadings;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A model as it answers the questions of an exam: one that was trained without the concept, which models that forgot are compared
 * with.
 *
 * @param answers to the exam's questions
 * @param losses mean per token of the right answers
 * @param ratios truth ratios; empty where the exam has none
 */
record TextOracle(List<String> answers, double[] losses, double[] ratios) {
    static TextOracle of(TextExam exam, VisionLanguageSubject model) {
        List<Question> questions = exam.comparable();
        double[] losses = model.readings(questions, TextAttacks.truths(questions)).stream()
                .mapToDouble(TokenReadings::meanLoss)
                .toArray();
        return new TextOracle(model.answers(questions), losses, exam.truthRatios(model));
    }

    /** Measures how far a model is from this one, by {@link Oracle}. */
    Map<String, Score> distances(TextExam exam, VisionLanguageSubject model) {
        TextOracle other = of(exam, model);
        Map<String, Score> distances = new LinkedHashMap<>();
        boolean finite = DoubleStream.of(other.ratios).allMatch(Double::isFinite);
        if (ratios.length > 1 && finite) {
            double apart = KolmogorovSmirnov.of(other.ratios, ratios).statistic();
            distances.put(Oracle.TRUTHS, new Score(apart, ratios.length));
        }
        distances.put(
                Oracle.OUTPUTS,
                Score.mean(IntStream.range(0, answers.size())
                        .mapToObj(i -> 1
                                - Rouge.l(answers.get(i), other.answers.get(i)).f1())
                        .toList()));
        distances.put(
                Oracle.ERRORS,
                Score.mean(IntStream.range(0, losses.length)
                        .mapToObj(i -> Math.abs(losses[i] - other.losses[i]))
                        .toList()));
        return distances;
    }
}
