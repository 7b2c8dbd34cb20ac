package io.github.fttp.metrics.text;

import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A model that answers questions, perhaps about images.
 *
 * @param <Q> a question with everything that the model is given
 */
public interface TextSubject<Q> extends Subject<List<Q>, TextObservation> {
    /** The question in plain words, with its answers. */
    TextSample text(Q question);

    /** Generates an answer to each question, each token the likeliest. */
    List<String> answers(List<Q> questions);

    /**
     * Reads an answer to each question, teacher-forced.
     *
     * @param answers one a question, none of them empty
     */
    List<TokenReadings> readings(List<Q> questions, List<String> answers);

    /** Reads each question itself; a model that does not is asked for nothing that needs it. */
    default List<QuestionReading> questions(List<Q> questions) {
        throw new UnsupportedOperationException("this model does not read questions");
    }

    @Override
    default TextObservation observe(List<Q> questions, Set<Requirement> what) {
        List<TextSample> samples = questions.stream().map(this::text).toList();
        List<String> truths = samples.stream().map(TextSample::answer).toList();
        return new TextObservation(
                samples,
                what.contains(Requirement.ANSWERS) ? answers(questions) : List.of(),
                what.contains(Requirement.TOKEN_LOSSES) ? readings(questions, truths) : List.of(),
                what.contains(Requirement.WRONG_ANSWERS) ? rivals(questions, samples) : List.of(),
                List.of(),
                what.contains(Requirement.QUESTIONS) ? questions(questions) : List.of());
    }

    @Override
    default TextObservation observe(List<Q> questions, Set<Requirement> what, TextObservation before) {
        if (!what.contains(Requirement.BEFORE_ANSWERS)) return observe(questions, what);
        if (before.answers().size() != questions.size()) {
            throw new IllegalArgumentException(
                    "the model as it was gave " + before.answers().size() + " answers to " + questions.size()
                            + " questions: observe it on the same data, with the same metrics");
        }
        TextObservation now = observe(questions, what);
        // An answer that is empty says nothing that could be read.
        List<Q> answered = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            String answer = before.answers().get(i);
            if (answer.isBlank()) continue;
            answered.add(questions.get(i));
            answers.add(answer);
        }
        return now.withBeforeAnswers(readings(answered, answers));
    }

    private List<TextObservation.Rivals> rivals(List<Q> questions, List<TextSample> samples) {
        List<Q> asked = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            TextSample sample = samples.get(i);
            if (sample.wrong().isEmpty()) continue;
            for (List<String> some : List.of(sample.paraphrases(), sample.wrong())) {
                for (String answer : some) {
                    asked.add(questions.get(i));
                    answers.add(answer);
                }
            }
        }
        List<TokenReadings> readings = readings(asked, answers);
        List<TextObservation.Rivals> rivals = new ArrayList<>();
        int at = 0;
        for (TextSample sample : samples) {
            boolean has = !sample.wrong().isEmpty();
            int paraphrases = has ? sample.paraphrases().size() : 0;
            int wrong = sample.wrong().size();
            rivals.add(new TextObservation.Rivals(
                    readings.subList(at, at + paraphrases),
                    readings.subList(at + paraphrases, at + paraphrases + wrong)));
            at += paraphrases + wrong;
        }
        return rivals;
    }
}
