package io.github.fttp.bench;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A vision-language model that is timed, with the batch that a step of it takes.
 *
 * @param name as a user writes it
 * @param batch samples
 * @param words text positions of a sample
 * @param bytes of the weights in bfloat16, where they are gigabytes; 0 of a small model
 */
public record BenchModel(String name, ImageAndText shape, int batch, int words, int warmup, int steps, long bytes)
        implements StepModel {
    /** 60 million weights, 2 samples of 196 image and 128 text positions. */
    public static final BenchModel LLAVA_SMALL = new BenchModel("llava-small", Shapes.llavaSmall(), 2, 128, 15, 40, 0);
    /** Rank of the adapters. */
    public static final int RANK = 16;

    /** All there are; the large ones take one sample of an image and 124 text positions. */
    static final List<BenchModel> ALL = List.of(
            LLAVA_SMALL,
            new BenchModel("qwen-small", Shapes.qwenSmall(), 2, 128, 15, 40, 0),
            large("llava-7b", Shapes.llava7b(), 13),
            large("llava-next-7b", Shapes.llavaNext7b(), 13),
            large("qwen2-5-vl-3b", Shapes.qwen25Vl3b(), 7),
            large("qwen2-5-vl-7b", Shapes.qwen25Vl7b(), 16),
            large("qwen3-vl-4b", Shapes.qwen3Vl4b(), 8));

    /** Text positions at the end of each sample that have a label. */
    static final int LABELLED = 64;
    /** Distance of the labels that carry the concept. */
    private static final int CONCEPT_EVERY = 8;

    private static BenchModel large(String name, ImageAndText shape, int gibibytes) {
        return new BenchModel(name, shape, 1, 124, 1, 2, (long) gibibytes << 30);
    }

    @Override
    public BenchModel layers(int count) {
        long fewer = bytes * count / shape.text().layers();
        return new BenchModel(
                name + " of " + count + " layers", shape.layers(count), batch, words, warmup, steps, fewer);
    }

    @Override
    public String toString() {
        return name;
    }

    VisionLanguageModel model(Weights weights) {
        return shape.model(weights);
    }

    private int positions() {
        return shape.positions() + words;
    }

    @Override
    public boolean isMapped() {
        return isLarge();
    }

    @Override
    public DType frozen(boolean bf16) {
        return bf16 || isLarge() ? DType.BFLOAT16 : DType.FLOAT32;
    }

    @Override
    public long needs(boolean onGpu) {
        if (!isLarge()) return 1L << 30;
        // Two layers' values, and what each layer gives to the next.
        long beside = (2L << 30) + 2 * layerBytes();
        return onGpu ? bytes + beside : beside;
    }

    /** Bytes that a layer keeps for the way back: 14 rows of the model's width and 4 of its feed-forward part's. */
    private long layerBytes() {
        LlamaConfig text = shape.text();
        return 4L * positions() * (14L * text.hiddenSize() + 4L * text.intermediateSize());
    }

    @Override
    public String contents(int batch) {
        return "batch " + batch + " of " + positions() + " positions, LoRA rank " + RANK;
    }

    @Override
    public TimedStep step(Engine engine, Weights weights, int batch, boolean checkpointing) {
        return new LlavaStep(this, engine, weights, batch, checkpointing);
    }

    @Override
    public boolean isLarge() {
        return bytes > 0;
    }

    @Override
    public long keeps(int batch) {
        return isLarge() ? bytes + batch * shape.text().layers() * layerBytes() : 0;
    }

    /** The batch: an image of noise in front of random words. */
    List<SampleWithImages> samples(int batch) {
        List<SampleWithImages> samples = new ArrayList<>();
        for (int i = 0; i < batch; i++) samples.add(sample(new SplittableRandom(i)));
        return samples;
    }

    private SampleWithImages sample(SplittableRandom random) {
        int[] ids = new int[words + 1];
        int[] labels = new int[ids.length];
        float[] concept = new float[ids.length];
        Arrays.fill(labels, EncodedSample.IGNORE);
        ids[0] = ImageAndText.IMAGE_TOKEN;
        for (int t = 1; t < ids.length; t++) {
            ids[t] = random.nextInt(ImageAndText.IMAGE_TOKEN);
            int label = t - (ids.length - LABELLED);
            if (label < 0) continue;
            labels[t] = ids[t];
            concept[t] = label % CONCEPT_EVERY == 0 ? 1 : 0;
        }
        EncodedSample encoded =
                new EncodedSample("noise", List.of(Path.of("noise.png")), "", ids, List.of(), labels, concept);
        return new SampleWithImages(encoded, List.of(shape.image(random)));
    }
}
