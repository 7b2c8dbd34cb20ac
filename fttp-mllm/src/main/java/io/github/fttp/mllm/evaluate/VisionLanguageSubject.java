package io.github.fttp.mllm.evaluate;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.metrics.text.QuestionReading;
import io.github.fttp.metrics.text.TextSample;
import io.github.fttp.metrics.text.TextSubject;
import io.github.fttp.metrics.text.TokenReadings;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.model.VisionLanguageModel;
import io.github.fttp.mllm.train.TrainableConversations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A vision-language model that metrics ask, as it is at the moment; it stays the caller's.
 *
 * @param trainable the model in the loop, whose losses are read
 * @param model the same, which answers
 * @param concept what is to be forgotten
 * @param matching how tokens are matched with its names
 * @param answerTokens an answer has at most, at least 1
 */
public record VisionLanguageSubject(
        TrainableConversations trainable,
        VisionLanguageModel model,
        SampleEncoder encoder,
        Concept concept,
        Matching matching,
        int answerTokens)
        implements TextSubject<Question> {
    @Override
    public TextSample text(Question question) {
        return question.text();
    }

    @Override
    public List<String> answers(List<Question> questions) {
        List<String> answers = new ArrayList<>();
        // Those that allow as many tokens are answered together.
        for (int from = 0, to; from < questions.size(); from = to) {
            int most = questions.get(from).most();
            for (to = from + 1; to < questions.size() && questions.get(to).most() == most; ) to++;
            List<Question> alike = questions.subList(from, to);
            answers.addAll(new Answers(model, trainable.engine(), encoder, most == 0 ? answerTokens : most)
                    .to(
                            alike.stream().map(Question::conversation).toList(),
                            alike.stream().map(Question::images).toList()));
        }
        return answers;
    }

    @Override
    public List<TokenReadings> readings(List<Question> questions, List<String> answers) {
        List<SampleWithImages> samples = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            samples.add(new SampleWithImages(
                    question.encoded(answers.get(i), encoder, concept, matching), question.images()));
        }
        return TokenReadings.of(trainable, samples);
    }

    @Override
    public List<QuestionReading> questions(List<Question> questions) {
        int[] names = concept.names().stream().mapToInt(encoder::firstToken).toArray();
        return questions.stream().map(each -> reading(each, names)).toList();
    }

    private QuestionReading reading(Question question, int... names) {
        EncodedSample text = question.encoded(question.text().answer(), encoder, concept, matching);
        int end = 0;
        while (text.labels()[end] == EncodedSample.IGNORE) end++;
        List<double[]> positions = new ArrayList<>();
        List<Double> words = new ArrayList<>();
        trainable.eachPosition(new SampleWithImages(text.truncated(end), question.images()), (logits, next) -> {
            double partition = logPartition(logits);
            positions.add(Arrays.stream(names)
                    .mapToDouble(id -> Math.exp(logits[id] - partition))
                    .toArray());
            if (next >= 0) words.add(logits[next] - partition);
        });
        double[][] byName = new double[names.length][positions.size()];
        for (int i = 0; i < names.length; i++) {
            for (int t = 0; t < positions.size(); t++) byName[i][t] = positions.get(t)[i];
        }
        return new QuestionReading(
                byName, words.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double logPartition(float... logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float each : logits) largest = Math.max(largest, each);
        double sum = 0;
        for (float each : logits) sum += Math.exp(each - largest);
        return largest + Math.log(sum);
    }
}
