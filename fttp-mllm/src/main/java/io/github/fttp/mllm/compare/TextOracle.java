package io.github.fttp.mllm.compare;

import io.github.fttp.metrics.compare.Oracle;
import io.github.fttp.metrics.compare.Oracle.Part;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.statistics.KolmogorovSmirnov;
import io.github.fttp.metrics.text.Rouge;
import io.github.fttp.metrics.text.TokenReadings;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A model as it answers the questions of an exam: one that was trained without the concept, which models that forgot are compared
 * with.
 *
 * @param answered to the exam's questions, of each part that has some
 * @param ratios truth ratios; empty where the exam has none
 */
record TextOracle(Map<Part, Answered> answered, double[] ratios) {
    /**
     * Answers to some questions.
     *
     * @param losses mean per token of the right answers
     */
    record Answered(List<String> answers, double[] losses) {
        static Answered of(List<Question> questions, VisionLanguageSubject model) {
            double[] losses = model.readings(questions, TextAttacks.truths(questions)).stream()
                    .mapToDouble(TokenReadings::meanLoss)
                    .toArray();
            return new Answered(model.answers(questions), losses);
        }

        Score outputsFrom(Answered other) {
            return Score.mean(IntStream.range(0, answers.size())
                    .mapToObj(i -> apart(answers.get(i), other.answers.get(i)))
                    .toList());
        }

        /** The distance of two answers; by ROUGE alone those without Latin letters would be apart even where they are the same. */
        private static double apart(String one, String other) {
            return one.equals(other) ? 0 : 1 - Rouge.l(one, other).f1();
        }

        Score errorsFrom(Answered other) {
            return Score.mean(IntStream.range(0, losses.length)
                    .mapToObj(i -> Math.abs(losses[i] - other.losses[i]))
                    .toList());
        }
    }

    static TextOracle of(TextExam exam, VisionLanguageSubject model) {
        Map<Part, Answered> answered = new EnumMap<>(Part.class);
        exam.comparable().forEach((part, questions) -> answered.put(part, Answered.of(questions, model)));
        return new TextOracle(answered, exam.truthRatios(model));
    }

    /** Measures how far another model is from this one, by {@link Oracle}. */
    Map<String, Score> distances(TextOracle other) {
        Map<String, Score> distances = new LinkedHashMap<>();
        boolean finite = DoubleStream.of(other.ratios).allMatch(Double::isFinite);
        if (ratios.length > 1 && finite) {
            double apart = KolmogorovSmirnov.of(other.ratios, ratios).statistic();
            distances.put(Oracle.TRUTHS, new Score(apart, ratios.length));
        }
        answered.forEach((part, each) -> {
            distances.put(part.outputs(), each.outputsFrom(other.answered.get(part)));
            distances.put(part.errors(), each.errorsFrom(other.answered.get(part)));
        });
        return distances;
    }
}
