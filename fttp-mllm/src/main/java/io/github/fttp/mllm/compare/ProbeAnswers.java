package io.github.fttp.mllm.compare;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.metrics.text.Rouge;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Answers to questions that ask for a concept in other ways.
 *
 * @param truths the right answers
 * @param answers what was said, in the same order
 */
record ProbeAnswers(Concept concept, List<String> truths, List<String> answers) {
    /**
     * The share of the truths that is said: of a right answer that names the concept whether the name is; else the share of its
     * words, {@link Rouge#l}, above that by chance. Chance is what the answers to questions whose truth does not hold this one share
     * with it, such as "she is a"; 0 where there are none.
     */
    Score recalled() {
        return Score.mean(
                IntStream.range(0, truths.size()).mapToObj(this::recalled).toList());
    }

    private double recalled(int i) {
        String truth = truths.get(i);
        if (Naming.exact(concept, truth)) return Naming.exact(concept, answers.get(i)) ? 1 : 0;
        double chance = IntStream.range(0, truths.size())
                .filter(j -> Rouge.l(truth, truths.get(j)).recall() < 1)
                .mapToDouble(j -> Rouge.l(truth, answers.get(j)).recall())
                .average()
                .orElse(0);
        return chance < 1 ? Math.max(0, Rouge.l(truth, answers.get(i)).recall() - chance) / (1 - chance) : 0;
    }
}
