package io.github.fttp.mllm.compare;

import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.metrics.compare.OverForgetting;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.text.AnswerQuality;
import io.github.fttp.metrics.text.TokenReadings;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether what a model says about a concept that it forgot is anything but a refusal or gibberish, and whether the concept is less
 * likely than chance.
 *
 * @param subject the model with its adapter, without which it is the untouched one
 */
record AskedAnswers(TextExam exam, VisionLanguageSubject subject, LoraAdapter adapter) {
    /** The measurements that {@link OverForgetting} looks at. */
    Map<String, Score> scores() {
        List<Question> questions = exam.named();
        List<String> answers = subject.answers(questions);
        List<Double> losses = losses(questions, answers);
        List<Boolean> refused = new ArrayList<>();
        List<Boolean> nothing = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            refused.add(AnswerQuality.refuses(answers.get(i)));
            nothing.add(AnswerQuality.isGibberish(answers.get(i), losses.get(i)));
        }
        Map<String, Score> scores = new LinkedHashMap<>();
        scores.put(OverForgetting.REFUSALS, Score.share(refused));
        scores.put(OverForgetting.SAYING_NOTHING, Score.share(nothing));
        List<SampleWithImages> unseen = exam.unseen();
        double known = Knowledge.of(subject.trainable(), unseen, unseen.size()).conceptual();
        int vocabulary = subject.model().languageModel().config().vocabulary();
        scores.put(OverForgetting.CHANCES, new Score(known * vocabulary, unseen.size()));
        return scores;
    }

    /** Mean loss per token of each answer by the untouched model; NaN for those without words. */
    private List<Double> losses(List<Question> questions, List<String> answers) {
        List<Question> said = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).isBlank()) continue;
            said.add(questions.get(i));
            words.add(answers.get(i));
        }
        List<TokenReadings> readings = adapter.without(() -> subject.readings(said, words));
        List<Double> losses = new ArrayList<>();
        int next = 0;
        for (String answer : answers)
            losses.add(answer.isBlank() ? Double.NaN : readings.get(next++).meanLoss());
        return losses;
    }
}
