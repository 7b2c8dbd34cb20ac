package io.github.fttp.mllm.generate;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.KeyValueCache;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.model.LlavaConfig;
import io.github.fttp.mllm.model.LlavaModel;
import io.github.fttp.mllm.model.MergedInputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Continues a prompt with pictures. Keys and values of what was read are kept, so that each token costs one row.
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
     * @param prompt ids, with one image token a picture
     * @param pixels one {@code [C, S, S]} a picture
     * @param most tokens to generate
     * @param goOn is told each token at once; false ends the answer behind it (a stop string was met, say)
     * @return the answer's tokens
     */
    public int[] generate(int[] prompt, List<float[]> pixels, Sampling sampling, int most, IntPredicate goOn) {
        SplittableRandom random = new SplittableRandom(sampling.seed());
        List<Integer> answer = new ArrayList<>();
        MergedInputs inputs = merged(prompt);
        List<KeyValueCache> caches = model.languageModel().caches(engine, inputs.length() + most);
        try {
            float[] logits = read(inputs, pixels, caches);
            while (answer.size() < most) {
                int[] seen = IntStream.concat(
                                Arrays.stream(prompt), answer.stream().mapToInt(Integer::intValue))
                        .toArray();
                int next = sampling.choose(logits, seen, random);
                if (ends.contains(next)) break;
                answer.add(next);
                if (!goOn.test(next) || answer.size() == most) break;
                try (Tape tape = Tape.forward(engine)) {
                    int width = model.config().text().hiddenSize();
                    logits = last(tape, model.languageModel().embed(tape, next).reshape(1, 1, width), caches);
                }
            }
        } finally {
            caches.forEach(KeyValueCache::close);
        }
        return answer.stream().mapToInt(Integer::intValue).toArray();
    }

    private float[] read(MergedInputs inputs, List<float[]> pixels, List<KeyValueCache> caches) {
        int side = model.config().vision().imageSize();
        Shape shape = Shape.of(pixels.size(), model.config().vision().channels(), side, side);
        try (Tensor pictures = engine.pool().draw(shape);
                Tape tape = Tape.forward(engine)) {
            for (int i = 0; i < pixels.size(); i++) pictures.get(i).set(pixels.get(i));
            Var features = pixels.isEmpty()
                    ? tape.constant(pictures)
                    : model.project(tape, model.selectedFeatures(tape, pictures));
            return last(tape, model.embed(tape, inputs, features), caches);
        }
    }

    private float[] last(Tape tape, Var x, List<KeyValueCache> caches) {
        Var states = model.languageModel().forward(tape, x, caches); // [1, T, C]
        int length = states.shape().dim(1);
        Var row = states.reshape(length, states.shape().dim(-1)).slice(0, length - 1, length);
        return model.languageModel().logits(tape, row).value().toArray();
    }

    private MergedInputs merged(int... prompt) {
        boolean[][] attended = {new boolean[prompt.length]};
        Arrays.fill(attended[0], true);
        LlavaConfig config = model.config();
        int[][] labels = {new int[prompt.length]};
        float[][] concept = {new float[prompt.length]};
        return MergedInputs.of(
                new int[][] {prompt}, attended, labels, concept, config.imageToken(), config.picturePositions(), 0);
    }
}
