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

/** The vision-language models that are timed, with the batch that a step of them takes. */
public enum BenchModel implements StepModel {
    /** 60 million weights, 2 samples of 196 image and 128 text positions. */
    LLAVA_SMALL(Shapes.llavaSmall(), 2, 128, 15, 40, 0),
    /** LLaVA 1.5 7B: one sample of 576 image and 124 text positions. */
    LLAVA_7B(Shapes.llava7b(), 1, 124, 2, 3, 13L << 30),
    /** LLaVA 1.6 7B: one sample of an image of 672 x 672, which takes 2,928 positions, and 124 text positions. */
    LLAVA_NEXT_7B(Shapes.llavaNext7b(), 1, 124, 1, 2, 13L << 30),
    /** Qwen2.5-VL's structure with 50 million weights, 2 samples of 196 image and 128 text positions. */
    QWEN_SMALL(Shapes.qwenSmall(), 2, 128, 15, 40, 0),
    /** Qwen2.5-VL 3B: one sample of an image of 672 x 672, which takes 576 positions, and 124 text positions. */
    QWEN2_5_VL_3B(Shapes.qwen25Vl3b(), 1, 124, 2, 3, 7L << 30),
    /** Qwen2.5-VL 7B: the same. */
    QWEN2_5_VL_7B(Shapes.qwen25Vl7b(), 1, 124, 2, 3, 16L << 30),
    /** Qwen3-VL 4B: one sample of an image of 768 x 768, which takes 576 positions, and 124 text positions. */
    QWEN3_VL_4B(Shapes.qwen3Vl4b(), 1, 124, 2, 3, 8L << 30);

    /** Rank of the adapters. */
    public static final int RANK = 16;
    /** Text positions at the end of each sample that have a label. */
    static final int LABELLED = 64;
    /** Distance of the labels that carry the concept. */
    private static final int CONCEPT_EVERY = 8;

    private final ImageAndText shape;
    private final int batch;
    private final int words;
    private final int warmup;
    private final int steps;
    private final long bytes;

    /** @param bytes of the weights in bfloat16, where they are gigabytes; 0 of a small model */
    BenchModel(ImageAndText shape, int batch, int words, int warmup, int steps, long bytes) {
        this.shape = shape;
        this.batch = batch;
        this.words = words;
        this.warmup = warmup;
        this.steps = steps;
        this.bytes = bytes;
    }

    @Override
    public String toString() {
        return StepModel.written(this);
    }

    VisionLanguageModel model(Weights weights) {
        return shape.model(weights);
    }

    private int positions() {
        return shape.positions() + words;
    }

    /** Text positions of a sample. */
    public int words() {
        return words;
    }

    @Override
    public int warmup() {
        return warmup;
    }

    @Override
    public int steps() {
        return steps;
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
    public int batch() {
        return batch;
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
