package io.github.fttp.mllm.evaluate;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.metrics.text.TextSample;
import io.github.fttp.metrics.text.TextSubject;
import io.github.fttp.metrics.text.TokenReadings;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.model.VisionLanguageModel;
import io.github.fttp.mllm.train.TrainableConversations;
import java.util.ArrayList;
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
}
