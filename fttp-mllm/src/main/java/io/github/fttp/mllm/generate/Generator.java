package io.github.fttp.mllm.generate;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.KeyValueCache;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.llava.MergedInputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Continues a prompt with images. Keys and values of what was read are kept, so that each token costs one row.
 *
 * @param ends tokens that end the answer, not part of it
 */
public record Generator(LlavaModel model, Engine engine, Set<Integer> ends) {
    public Generator {
        ends = Set.copyOf(ends);
    }

    /** One whose answers end with the end token that {@code encoder}'s tokenizer has. */
    public static Generator of(LlavaModel model, Engine engine, SampleEncoder encoder) {
        return new Generator(model, engine, Set.of(encoder.endToken()));
    }

    /**
     * Generates.
     *
     * @param prompt ids, with one image token an image
     * @param pixels one {@code [C, S, S]} an image
     * @param most tokens to generate
     * @param goOn is told each token at once; false ends the answer behind it (a stop string was met, say)
     * @return the answer's tokens
     */
    public int[] generate(int[] prompt, List<float[]> pixels, Sampling sampling, int most, IntPredicate goOn) {
        return run(List.of(prompt), List.of(pixels), sampling, most, goOn).get(0);
    }

    /**
     * Generates several answers at once, each as it would be alone but for the last bits of its logits.
     *
     * @param prompts ids, with one image token an image
     * @param pixels of each prompt one {@code [C, S, S]} an image
     * @param most tokens to generate for each
     */
    public List<int[]> generate(List<int[]> prompts, List<List<float[]>> pixels, Sampling sampling, int most) {
        return run(prompts, pixels, sampling, most, token -> true);
    }

    private List<int[]> run(
            List<int[]> prompts, List<List<float[]>> pixels, Sampling sampling, int most, IntPredicate goOn) {
        Check.atLeast(1, most, "tokens to generate");
        require(prompts, pixels);
        if (prompts.isEmpty()) return List.of();
        List<Answer> answers = prompts.stream()
                .map(prompt -> new Answer(prompt, new SplittableRandom(sampling.seed())))
                .toList();
        MergedInputs inputs = merged(prompts);
        boolean[][] attended = inputs.attended();
        List<KeyValueCache> caches = model.languageModel().caches(engine, prompts.size(), inputs.length() + most);
        try {
            float[] logits = read(inputs, pixels.stream().flatMap(List::stream).toList(), caches);
            int vocabulary = logits.length / answers.size();
            for (int count = 1; ; count++) {
                for (int b = 0; b < answers.size(); b++) {
                    float[] own = Arrays.copyOfRange(logits, b * vocabulary, (b + 1) * vocabulary);
                    answers.get(b).take(own, sampling, goOn);
                }
                if (count == most || answers.stream().allMatch(Answer::isDone)) break;
                // What is done goes on being told its last token, which nobody looks at.
                int[] last = answers.stream().mapToInt(Answer::last).toArray();
                for (int b = 0; b < attended.length; b++) attended[b] = withOneMore(attended[b]);
                try (Tape tape = Tape.forward(engine)) {
                    int width = model.config().text().hiddenSize();
                    Var x = model.languageModel().embed(tape, last).reshape(last.length, 1, width);
                    logits = last(tape, x, attended, caches);
                }
            }
        } finally {
            caches.forEach(KeyValueCache::close);
        }
        return answers.stream().map(Answer::tokens).toList();
    }

    /** Images are taken in the order of their tokens: one too many here would be seen by the next prompt. */
    private void require(List<int[]> prompts, List<List<float[]>> pixels) {
        if (prompts.size() != pixels.size()) {
            throw new IllegalArgumentException(pixels.size() + " lists of images for " + prompts.size() + " prompts");
        }
        for (int i = 0; i < prompts.size(); i++) {
            if (prompts.get(i).length == 0) throw new IllegalArgumentException("prompt " + i + " is empty");
            long tokens = Arrays.stream(prompts.get(i))
                    .filter(id -> id == model.config().imageToken())
                    .count();
            int each = model.config().imagePositions();
            int images = pixels.get(i).size();
            if (tokens != images && tokens != (long) each * images) {
                throw new IllegalArgumentException(
                        "prompt " + i + " has " + tokens + " image tokens for " + images + " images");
            }
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

    private static boolean[] withOneMore(boolean... attended) {
        boolean[] more = Arrays.copyOf(attended, attended.length + 1);
        more[attended.length] = true;
        return more;
    }

    private float[] read(MergedInputs inputs, List<float[]> pixels, List<KeyValueCache> caches) {
        int side = model.config().vision().imageSize();
        Shape shape = Shape.of(pixels.size(), model.config().vision().channels(), side, side);
        try (Tensor images = engine.pool().draw(shape);
                Tape tape = Tape.forward(engine)) {
            for (int i = 0; i < pixels.size(); i++) images.get(i).set(pixels.get(i));
            Var features = pixels.isEmpty()
                    ? tape.constant(images)
                    : model.project(tape, model.selectedFeatures(tape, images));
            return last(tape, model.embed(tape, inputs, features), inputs.attended(), caches);
        }
    }

    /** Logits behind each sequence, {@code [B, V]}. */
    private float[] last(Tape tape, Var x, boolean[][] attended, List<KeyValueCache> caches) {
        Var states = model.languageModel().forward(tape, x, attended, caches); // [B, T, C]
        int length = states.shape().dim(1);
        int[] ends = new int[states.shape().dim(0)];
        Arrays.setAll(ends, b -> (b + 1) * length - 1);
        Var rows = states.reshape(ends.length * length, states.shape().dim(-1));
        return model.languageModel()
                .logits(tape, Rows.gather(tape, rows, ends))
                .value()
                .toArray();
    }

    /** Shorter prompts are padded on the left. */
    private MergedInputs merged(List<int[]> prompts) {
        int batch = prompts.size();
        int longest = prompts.stream().mapToInt(each -> each.length).max().orElse(0);
        int[][] ids = new int[batch][longest];
        boolean[][] attended = new boolean[batch][longest];
        for (int b = 0; b < batch; b++) {
            int from = longest - prompts.get(b).length;
            System.arraycopy(prompts.get(b), 0, ids[b], from, prompts.get(b).length);
            Arrays.fill(attended[b], from, longest, true);
        }
        LlavaConfig config = model.config();
        return MergedInputs.of(
                ids,
                attended,
                new int[batch][longest],
                new float[batch][longest],
                config.imageToken(),
                config.imagePositions(),
                0);
    }
}
