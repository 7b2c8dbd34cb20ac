package io.github.fttp.mllm.llava;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.KeyValueCache;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.util.Arrays;
import java.util.List;

/** Prompts that a LLaVA reads. Keys and values of what was read are kept, so that each token costs one row. */
final class LlavaReading implements VisionLanguageModel.Reading {
    private final LlavaModel model;
    private final Engine engine;
    private final boolean[][] attended;
    private final List<KeyValueCache> caches;
    private float[] logits;

    private LlavaReading(LlavaModel model, Engine engine, boolean[][] attended, List<KeyValueCache> caches) {
        this.model = model;
        this.engine = engine;
        this.attended = attended;
        this.caches = caches;
    }

    static LlavaReading of(LlavaModel model, Engine engine, List<int[]> prompts, List<List<float[]>> pixels, int most) {
        requireImages(model.config(), prompts, pixels);
        MergedInputs inputs = merged(model.config(), prompts);
        List<KeyValueCache> caches = model.languageModel().caches(engine, prompts.size(), inputs.length() + most);
        LlavaReading reading = new LlavaReading(model, engine, inputs.attended(), caches);
        try {
            reading.read(inputs, pixels.stream().flatMap(List::stream).toList());
        } catch (RuntimeException | Error e) {
            reading.close();
            throw e;
        }
        return reading;
    }

    /** Images are taken in the order of their tokens: one too many here would be seen by the next prompt. */
    private static void requireImages(LlavaConfig config, List<int[]> prompts, List<List<float[]>> pixels) {
        for (int i = 0; i < prompts.size(); i++) {
            long tokens = Arrays.stream(prompts.get(i))
                    .filter(id -> id == config.imageToken())
                    .count();
            int each = config.imagePositions();
            int images = pixels.get(i).size();
            if (tokens != images && tokens != (long) each * images) {
                throw new IllegalArgumentException(
                        "prompt " + i + " has " + tokens + " image tokens for " + images + " images");
            }
        }
    }

    /** Shorter prompts are padded on the left. */
    private static MergedInputs merged(LlavaConfig config, List<int[]> prompts) {
        int batch = prompts.size();
        int longest = prompts.stream().mapToInt(each -> each.length).max().orElse(0);
        int[][] ids = new int[batch][longest];
        boolean[][] attended = new boolean[batch][longest];
        for (int b = 0; b < batch; b++) {
            int from = longest - prompts.get(b).length;
            System.arraycopy(prompts.get(b), 0, ids[b], from, prompts.get(b).length);
            Arrays.fill(attended[b], from, longest, true);
        }
        return MergedInputs.of(
                ids,
                attended,
                new int[batch][longest],
                new float[batch][longest],
                config.imageToken(),
                config.imagePositions(),
                0);
    }

    private void read(MergedInputs inputs, List<float[]> pixels) {
        int side = model.config().vision().imageSize();
        Shape shape = Shape.of(pixels.size(), model.config().vision().channels(), side, side);
        try (Tensor images = engine.pool().draw(shape);
                Tape tape = Tape.forward(engine)) {
            for (int i = 0; i < pixels.size(); i++) images.get(i).set(pixels.get(i));
            Var features = pixels.isEmpty()
                    ? tape.constant(images)
                    : model.project(tape, model.selectedFeatures(tape, images));
            logits = last(tape, model.embed(tape, inputs, features));
        }
    }

    /** Logits behind each sequence, {@code [B, V]}. */
    private float[] last(Tape tape, Var x) {
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

    @Override
    public float[] logits() {
        return logits.clone();
    }

    @Override
    public void append(int... tokens) {
        for (int b = 0; b < attended.length; b++) attended[b] = withOneMore(attended[b]);
        try (Tape tape = Tape.forward(engine)) {
            int width = model.config().text().hiddenSize();
            Var x = model.languageModel().embed(tape, tokens).reshape(tokens.length, 1, width);
            logits = last(tape, x);
        }
    }

    private static boolean[] withOneMore(boolean... attended) {
        boolean[] more = Arrays.copyOf(attended, attended.length + 1);
        more[attended.length] = true;
        return more;
    }

    @Override
    public void close() {
        caches.forEach(KeyValueCache::close);
    }
}
