package io.github.fttp.mllm.compare;

import io.github.fttp.metrics.text.TokenReadings;
import io.github.fttp.metrics.text.TruthRatio;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.ArrayList;
import java.util.List;

/**
 * A question with its right answer beside wrong ones.
 *
 * @param wrong at least one
 */
record RivalAnswers(Question question, String right, List<String> wrong) {
    /** Reads the truth ratio of each. */
    static TruthRatio truths(VisionLanguageSubject now, List<RivalAnswers> all) {
        List<Question> asked = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (RivalAnswers each : all) {
            answers.add(each.right);
            answers.addAll(each.wrong);
            while (asked.size() < answers.size()) asked.add(each.question);
        }
        List<TokenReadings> readings = now.readings(asked, answers);
        double[] right = new double[all.size()];
        List<double[]> others = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < right.length; i++) {
            right[i] = readings.get(at++).meanLoss();
            double[] losses = new double[all.get(i).wrong.size()];
            for (int j = 0; j < losses.length; j++)
                losses[j] = readings.get(at++).meanLoss();
            others.add(losses);
        }
        return TruthRatio.ofLosses(right, others);
    }
}
