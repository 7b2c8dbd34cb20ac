package io.github.fttp.mllm.generate;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Continues prompts with images, token by token.
 *
 * @param ends tokens that end the answer, not part of it
 */
public record Generator(VisionLanguageModel model, Engine engine, Set<Integer> ends) {
    public Generator {
        ends = Set.copyOf(ends);
    }

    /** One whose answers end where {@code encoder} says. */
    public static Generator of(VisionLanguageModel model, Engine engine, SampleEncoder encoder) {
        return new Generator(model, engine, encoder.ends());
    }

    /**
     * Generates.
     *
     * @param prompt ids, with one image token an image
     * @param images in the order of their tokens
     * @param most tokens to generate
     * @param goOn is told each token at once; false ends the answer behind it (a stop string was met, say)
     * @return the answer's tokens
     */
    public int[] generate(int[] prompt, List<PreparedImage> images, Sampling sampling, int most, IntPredicate goOn) {
        return run(List.of(prompt), List.of(images), sampling, most, goOn).get(0);
    }

    /**
     * Generates several answers at once, each as it would be alone but for the last bits of its logits.
     *
     * @param prompts ids, with one image token an image
     * @param images of each prompt, in the order of their tokens
     * @param most tokens to generate for each
     */
    public List<int[]> generate(List<int[]> prompts, List<List<PreparedImage>> images, Sampling sampling, int most) {
        return run(prompts, images, sampling, most, token -> true);
    }

    private List<int[]> run(
            List<int[]> prompts, List<List<PreparedImage>> images, Sampling sampling, int most, IntPredicate goOn) {
        Check.atLeast(1, most, "tokens to generate");
        require(prompts, images);
        if (prompts.isEmpty()) return List.of();
        List<Answer> answers = prompts.stream()
                .map(prompt -> new Answer(prompt, new SplittableRandom(sampling.seed())))
                .toList();
        try (PromptReading reading = PromptReading.of(model, engine, prompts, images, most)) {
            for (int count = 1; ; count++) {
                float[] logits = reading.logits();
                int vocabulary = logits.length / answers.size();
                for (int b = 0; b < answers.size(); b++) {
                    float[] own = Arrays.copyOfRange(logits, b * vocabulary, (b + 1) * vocabulary);
                    answers.get(b).take(own, sampling, goOn);
                }
                if (count == most || answers.stream().allMatch(Answer::isDone)) break;
                // What is done goes on being told its last token, which nobody looks at.
                reading.append(answers.stream().mapToInt(Answer::last).toArray());
            }
        }
        return answers.stream().map(Answer::tokens).toList();
    }

    private static void require(List<int[]> prompts, List<List<PreparedImage>> images) {
        if (prompts.size() != images.size()) {
            throw new IllegalArgumentException(images.size() + " lists of images for " + prompts.size() + " prompts");
        }
        for (int i = 0; i < prompts.size(); i++) {
            if (prompts.get(i).length == 0) throw new IllegalArgumentException("prompt " + i + " is empty");
        }
    }

    /** An answer on its way. */
    private final class Answer {
        private final int[] prompt;
        private final SplittableRandom random;
        private final List<Integer> tokens = new ArrayList<>();
        private boolean done;

        Answer(int[] prompt, SplittableRandom random) {
            this.prompt = prompt;
            this.random = random;
        }

        void take(float[] logits, Sampling sampling, IntPredicate goOn) {
            if (done) return;
            int[] seen = IntStream.concat(Arrays.stream(prompt), tokens.stream().mapToInt(Integer::intValue))
                    .toArray();
            int next = sampling.choose(logits, seen, random);
            done = ends.contains(next);
            if (done) return;
            tokens.add(next);
            done = !goOn.test(next);
        }

        boolean isDone() {
            return done;
        }

        int last() {
            return tokens.isEmpty() ? 0 : tokens.get(tokens.size() - 1);
        }

        int[] tokens() {
            return tokens.stream().mapToInt(Integer::intValue).toArray();
        }
    }
}
