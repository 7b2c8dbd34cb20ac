package io.github.fttp.mllm.generate;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.KeyValueCache;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.mllm.data.MergedInputs;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.llama.DecoderInput;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.util.Arrays;
import java.util.List;

/**
 * Prompts that a model reads, to be continued token by token. Keys and values of what was read are kept, so that each token
 * costs one row.
 */
public final class PromptReading implements AutoCloseable {
    private final VisionLanguageModel model;
    private final Engine engine;
    private final boolean[][] attended;
    private final int[] next;
    private final List<KeyValueCache> caches;
    private float[] logits;

    private PromptReading(VisionLanguageModel model, Engine engine, MergedInputs inputs, List<KeyValueCache> caches) {
        this.model = model;
        this.engine = engine;
        this.attended = inputs.attended().clone();
        this.next = new int[attended.length];
        this.caches = caches;
    }

    /**
     * Reads prompts with their images.
     *
     * @param prompts ids, each at least one; an image is one image token, or as many as it takes positions
     * @param images of each prompt
     * @param most tokens that will be appended to each
     * @throws IllegalArgumentException if a prompt has other image tokens than images
     */
    public static PromptReading of(
            VisionLanguageModel model, Engine engine, List<int[]> prompts, List<List<PreparedImage>> images, int most) {
        requireImages(model.imageToken(), prompts, images);
        List<PreparedImage> all = images.stream().flatMap(List::stream).toList();
        MergedInputs inputs = merged(model.imageToken(), prompts, all);
        List<KeyValueCache> caches = model.languageModel().caches(engine, prompts.size(), inputs.length() + most);
        PromptReading reading = new PromptReading(model, engine, inputs, caches);
        try {
            reading.read(inputs, all);
        } catch (RuntimeException | Error e) {
            reading.close();
            throw e;
        }
        return reading;
    }

    /** Images are taken in the order of their tokens: one too many here would be seen by the next prompt. */
    private static void requireImages(int imageToken, List<int[]> prompts, List<List<PreparedImage>> images) {
        for (int i = 0; i < prompts.size(); i++) {
            long tokens =
                    Arrays.stream(prompts.get(i)).filter(id -> id == imageToken).count();
            List<PreparedImage> own = images.get(i);
            if (tokens != own.size()
                    && tokens
                            != own.stream().mapToLong(PreparedImage::positions).sum()) {
                throw new IllegalArgumentException(
                        "prompt " + i + " has " + tokens + " image tokens for " + own.size() + " images");
            }
        }
    }

    /** Shorter prompts are padded on the left. */
    private static MergedInputs merged(int imageToken, List<int[]> prompts, List<PreparedImage> images) {
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
                ids, attended, new int[batch][longest], new float[batch][longest], imageToken, images, 0);
    }

    private void read(MergedInputs inputs, List<PreparedImage> images) {
        try (Tape tape = Tape.forward(engine)) {
            Var encoded = images.isEmpty() ? tape.constant(tape.drawKept(Shape.of(0))) : model.encode(tape, images);
            DecoderInput input = model.embed(tape, inputs, images, encoded);
            for (int b = 0; b < next.length; b++) next[b] = input.next(b);
            logits = last(tape, input);
        }
    }

    /** Logits behind each sequence, {@code [B, V]}. */
    private float[] last(Tape tape, DecoderInput input) {
        Var states = model.languageModel().forward(tape, input, caches); // [B, T, C]
        int length = states.shape().dim(1);
        int[] ends = new int[states.shape().dim(0)];
        Arrays.setAll(ends, b -> (b + 1) * length - 1);
        Var rows = states.reshape(ends.length * length, states.shape().dim(-1));
        return model.languageModel()
                .logits(tape, Rows.gather(tape, rows, ends))
                .value()
                .toArray();
    }

    /** Logits of the next token behind each, {@code [B, V]} row by row. */
    public float[] logits() {
        return logits.clone();
    }

    /** Appends one token to each. */
    public void append(int... tokens) {
        for (int b = 0; b < attended.length; b++) attended[b] = withOneMore(attended[b]);
        try (Tape tape = Tape.forward(engine)) {
            int width = model.languageModel().config().hiddenSize();
            Var x = model.languageModel().embed(tape, tokens).reshape(tokens.length, 1, width);
            int[][] positions = new int[tokens.length][];
            for (int b = 0; b < positions.length; b++) positions[b] = new int[] {next[b]++};
            logits = last(tape, DecoderInput.of(x, attended, positions));
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
