package io.github.fttp.mllm.compare;

import io.github.fttp.metrics.text.TokenReadings;
import io.github.fttp.metrics.text.TruthRatio;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A question with its right answer beside wrong ones.
 *
 * @param right in one wording or several, whose losses are averaged
 * @param wrong at least one
 */
record RivalAnswers(Question question, List<String> right, List<String> wrong) {
    /** Reads the truth ratio of each. */
    static TruthRatio truths(VisionLanguageSubject now, List<RivalAnswers> all) {
        List<Question> asked = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (RivalAnswers each : all) {
            answers.addAll(each.right);
            answers.addAll(each.wrong);
            while (asked.size() < answers.size()) asked.add(each.question);
        }
        List<TokenReadings> readings = now.readings(asked, answers);
        double[] right = new double[all.size()];
        List<double[]> others = new ArrayList<>();
        Iterator<TokenReadings> next = readings.iterator();
        for (int i = 0; i < right.length; i++) {
            right[i] = DoubleStream.of(losses(next, all.get(i).right)).average().orElseThrow();
            others.add(losses(next, all.get(i).wrong));
        }
        return TruthRatio.ofLosses(right, others);
    }

    private static double[] losses(Iterator<TokenReadings> next, List<String> answers) {
        return answers.stream().mapToDouble(each -> next.next().meanLoss()).toArray();
    }
}
