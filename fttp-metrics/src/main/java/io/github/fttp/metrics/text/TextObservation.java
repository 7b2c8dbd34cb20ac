package io.github.fttp.metrics.text;

import io.github.fttp.metrics.Observation;
import java.util.List;
import java.util.stream.IntStream;

/**
 * All that was observed of a text model on one set; what was not asked for is empty.
 *
 * @param samples the questions
 * @param answers that the model generates, one a sample
 * @param readings of the right answers, one a sample
 * @param rivals readings of paraphrases and wrong answers, one a sample
 * @param beforeAnswers readings of the answers that the model gave before, without those that were empty
 * @param questions readings of the questions themselves, one a sample
 */
public record TextObservation(
        List<TextSample> samples,
        List<String> answers,
        List<TokenReadings> readings,
        List<Rivals> rivals,
        List<TokenReadings> beforeAnswers,
        List<QuestionReading> questions)
        implements Observation {
    public TextObservation {
        samples = List.copyOf(samples);
        answers = List.copyOf(answers);
        readings = List.copyOf(readings);
        rivals = List.copyOf(rivals);
        beforeAnswers = List.copyOf(beforeAnswers);
        questions = List.copyOf(questions);
        for (List<?> each : List.of(answers, readings, rivals, questions)) {
            if (!each.isEmpty() && each.size() != samples.size()) {
                throw new IllegalArgumentException(
                        each.size() + " observations of " + samples.size() + " samples, expected one each or none");
            }
        }
    }

    /** An observation in which the questions themselves were not read. */
    public TextObservation(
            List<TextSample> samples,
            List<String> answers,
            List<TokenReadings> readings,
            List<Rivals> rivals,
            List<TokenReadings> beforeAnswers) {
        this(samples, answers, readings, rivals, beforeAnswers, List.of());
    }

    /**
     * Readings of the other answers to one question.
     *
     * @param paraphrases of the right answer; empty where the data has none
     * @param wrong likewise
     */
    public record Rivals(List<TokenReadings> paraphrases, List<TokenReadings> wrong) {
        public Rivals {
            paraphrases = List.copyOf(paraphrases);
            wrong = List.copyOf(wrong);
        }
    }

    /** The right answers. */
    public List<String> truths() {
        return samples.stream().map(TextSample::answer).toList();
    }

    /** The numbers of the samples, from 0. */
    IntStream indices() {
        return IntStream.range(0, samples.size());
    }

    /** Gives it with other answers, one a sample: with a part of each, say. */
    public TextObservation withAnswers(List<String> others) {
        return new TextObservation(samples, others, readings, rivals, beforeAnswers, questions);
    }

    /** Adds readings of what the model answered before. */
    TextObservation withBeforeAnswers(List<TokenReadings> read) {
        return new TextObservation(samples, answers, readings, rivals, read, questions);
    }
}
