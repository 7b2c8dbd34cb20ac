package io.github.fttp.metrics.benchmark;

import java.util.List;

/** Scores answers: a larger model, people, or a command that asks one of them. */
@FunctionalInterface
public interface AnswerJudge {
    /**
     * An answer to be scored.
     *
     * @param truth the right one
     * @param answer that the model gave
     * @param least score
     * @param most score
     */
    record Item(String id, String question, String truth, String answer, double least, double most) {}

    /**
     * Scores answers.
     *
     * @return one for each, in their order
     * @throws io.github.fttp.core.io.BadData if some cannot be scored
     */
    List<Double> scores(List<Item> items);
}
