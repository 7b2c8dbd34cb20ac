package io.github.fttp.mllm.compare;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.TokenElements;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.metrics.compare.Collateral;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.statistics.Cosine;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Measures what a model knows of every other concept, and how like these are to the one that is to be forgotten. */
final class OtherConcepts {
    /** Pieces of a name that a tokenizer cuts from where it stands in a sentence. */
    private static final String IN_A_SENTENCE = " ";

    private OtherConcepts() {}

    /** Conceptual knowledge of each. */
    static Map<String, Score> known(TextExam exam, VisionLanguageSubject now) {
        Map<String, Score> known = new LinkedHashMap<>();
        exam.others().forEach((other, samples) -> {
            Knowledge knowledge = Knowledge.of(now.trainable(), samples, samples.size());
            known.put(Collateral.known(other.name()), new Score(knowledge.conceptual(), samples.size()));
        });
        return known;
    }

    /**
     * The likeness that the exam knows, the share of tokens that the names have in common, and the cosine of the untouched
     * model's states, behind its last block, where it is about to say the names.
     */
    static Map<String, Score> likeness(TextExam exam, VisionLanguageSubject untouched) {
        Map<String, Score> likeness = new LinkedHashMap<>(exam.likeness());
        Map<Concept, List<SampleWithImages>> others = exam.others();
        if (others.isEmpty()) return likeness;
        Tokenizer tokenizer = untouched.encoder().tokenizer();
        float[] own = state(untouched, exam.unseen());
        others.forEach((other, samples) -> {
            double shared = shared(tokens(tokenizer, exam.concept()), tokens(tokenizer, other));
            likeness.put(Collateral.likeness("shared tokens", other.name()), new Score(shared, 1));
            double near = Cosine.of(own, state(untouched, samples));
            likeness.put(Collateral.likeness("nearness in the model", other.name()), new Score(near, samples.size()));
        });
        return likeness;
    }

    private static Set<Integer> tokens(Tokenizer tokenizer, Concept concept) {
        return Arrays.stream(tokenizer.encode(IN_A_SENTENCE + concept.name()).ids())
                .boxed()
                .collect(Collectors.toSet());
    }

    /** The share of all tokens of both that both have. */
    private static double shared(Set<Integer> some, Set<Integer> others) {
        Set<Integer> all = new HashSet<>(some);
        all.addAll(others);
        return (some.size() + others.size() - all.size()) / (double) all.size();
    }

    /** The mean state in front of each mention of the concept. */
    private static float[] state(VisionLanguageSubject untouched, List<SampleWithImages> samples) {
        try (Tape tape = Tape.forward(untouched.trainable().engine())) {
            TokenElements tokens = TokenElements.of(untouched.trainable().evaluate(tape, samples));
            Tensor states = tokens.pass().states(tokens.pass().blocks() - 1).value(); // [N, C]
            float[] values = states.toArray();
            int width = states.shape().dim(1);
            int[] mentions = tokens.mentions();
            int[] sequences = tokens.sampleNumbers();
            float[] sum = new float[width];
            for (int i = 1; i < mentions.length; i++) {
                boolean begins = mentions[i] >= 0 && mentions[i] != mentions[i - 1] && sequences[i] == sequences[i - 1];
                for (int c = 0; begins && c < width; c++) sum[c] += values[(i - 1) * width + c];
            }
            return sum;
        }
    }
}
