package io.github.fttp.bench;

import io.github.fttp.core.clip.ClipVisionConfig;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llama.AttentionKind;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.llama.RopeScaling;
import io.github.fttp.mllm.llama.RopeSections;
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.llavanext.LlavaNextConfig;
import io.github.fttp.mllm.llavanext.LlavaNextModel;
import io.github.fttp.mllm.llavanext.Tiling;
import io.github.fttp.mllm.model.VisionLanguageModel;
import io.github.fttp.mllm.qwen.PatchSettings;
import io.github.fttp.mllm.qwen.QwenConfig;
import io.github.fttp.mllm.qwen2_5vl.Qwen25VlConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** The models that are timed, with the batch that a step of them takes. */
public enum BenchModel implements StepModel {
    /** 60 million weights, 2 samples of 196 image and 128 text positions. */
    LLAVA_SMALL(text(512, 8, 8, 1376), vision(256, 6, 4, 1024, 224, 16), 2, 128, 15, 40, false),
    /** LLaVA 1.5 7B: one sample of 576 image and 124 text positions. */
    LLAVA_7B(text(4096, 32, 32, 11008), vision(1024, 24, 16, 4096, 336, 14), 1, 124, 2, 3, true),
    /** LLaVA 1.6 7B: one sample of an image of 672 x 672, which takes 2,928 positions, and 124 text positions. */
    LLAVA_NEXT_7B(text(4096, 32, 32, 11008), vision(1024, 24, 16, 4096, 336, 14), 1, 124, 1, 2, true) {
        private final Tiling.Size canvas = new Tiling.Size(672, 672);

        private Tiling tiling() {
            return new Tiling(List.of(canvas), 336, 24);
        }

        @Override
        VisionLanguageModel model(Weights weights) {
            return LlavaNextModel.of(new LlavaNextConfig(config(), tiling(), false), weights);
        }

        @Override
        PreparedImage image(SplittableRandom random) {
            float[] squares = noise(tiling().squares(canvas), random);
            return new PreparedImage(squares, canvas.height(), canvas.width(), imagePositions());
        }

        @Override
        int imagePositions() {
            return tiling().positions(canvas);
        }
    },
    /** Qwen2.5-VL 3B: one sample of an image of 672 x 672, which takes 576 positions, and 124 text positions. */
    QWEN2_5_VL_3B(
            qwenText(2048, 36, 16, 2, 11_008, 151_936, true), vision(1280, 32, 16, 3420, 672, 14), 1, 124, 2, 3, true),
    /** Qwen2.5-VL 7B: the same. */
    QWEN2_5_VL_7B(
            qwenText(3584, 28, 28, 4, 18_944, 152_064, false), vision(1280, 32, 16, 3420, 672, 14), 1, 124, 2, 3, true);

    /** Rank of the adapters. */
    public static final int RANK = 16;
    /** Text positions at the end of each sample that have a label. */
    static final int LABELLED = 64;
    /** Id that stands for an image. */
    private static final int IMAGE_TOKEN = 32_000;
    /** Distance of the labels that carry the concept. */
    private static final int CONCEPT_EVERY = 8;

    private final LlamaConfig text;
    private final ClipVisionConfig vision;
    private final int batch;
    private final int words;
    private final int warmup;
    private final int steps;
    private final boolean large;

    BenchModel(LlamaConfig text, ClipVisionConfig vision, int batch, int words, int warmup, int steps, boolean large) {
        this.text = text;
        this.vision = vision;
        this.batch = batch;
        this.words = words;
        this.warmup = warmup;
        this.steps = steps;
        this.large = large;
    }

    private static LlamaConfig text(int width, int layers, int heads, int inner) {
        RopeScaling none = new RopeScaling.None();
        return new LlamaConfig(
                32_064,
                width,
                inner,
                layers,
                heads,
                heads,
                width / heads,
                4096,
                1e-6,
                10_000,
                none,
                0,
                RopeSections.none(),
                AttentionKind.PLAIN,
                false,
                false);
    }

    private static LlamaConfig qwenText(
            int width, int layers, int heads, int keyHeads, int inner, int vocabulary, boolean tied) {
        return new LlamaConfig(
                vocabulary,
                width,
                inner,
                layers,
                heads,
                keyHeads,
                width / heads,
                128_000,
                1e-6,
                1e6,
                new RopeScaling.None(),
                0,
                new RopeSections(List.of(16, 24, 24), false),
                AttentionKind.INPUTS_BIASED,
                false,
                tied);
    }

    /** The decoder and the image encoder of Qwen2.5-VL, which is the same in both sizes. */
    private Qwen25VlConfig qwen() {
        QwenConfig common = new QwenConfig(text, new PatchSettings(14, 2, 2), IMAGE_TOKEN);
        return new Qwen25VlConfig(common, 32, 1280, 3420, 16, 4, Set.of(7, 15, 23, 31), 10_000);
    }

    private boolean isQwen() {
        return text.attention() == AttentionKind.INPUTS_BIASED;
    }

    private static ClipVisionConfig vision(int width, int layers, int heads, int inner, int side, int patch) {
        return new ClipVisionConfig(width, inner, layers, heads, 3, side, patch, 1e-5, Activation.QUICK_GELU);
    }

    @Override
    public String toString() {
        return StepModel.written(this);
    }

    /** Its sizes. */
    public LlavaConfig config() {
        // The features of the last layer but one: one layer of the tower is never computed.
        return new LlavaConfig(text, vision, IMAGE_TOKEN, List.of(vision.layers() - 1), false, Activation.GELU, true);
    }

    VisionLanguageModel model(Weights weights) {
        return isQwen() ? qwen().architecture().of(weights) : LlavaModel.of(config(), weights);
    }

    /** An image of noise. */
    PreparedImage image(SplittableRandom random) {
        if (!isQwen()) return config().prepared(noise(1, random));
        int side = vision.imageSize() / vision.patchSize();
        return new PreparedImage(noise(2, random), side, side, imagePositions()); // two frames
    }

    /** Positions of an image. */
    int imagePositions() {
        return isQwen() ? config().imagePositions() / 4 : config().imagePositions();
    }

    /** Values of so many squares of the image encoder. */
    float[] noise(int squares, SplittableRandom random) {
        float[] values = new float[squares * 3 * vision.imageSize() * vision.imageSize()];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextDouble(-2, 2);
        return values;
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
        return large;
    }

    @Override
    public DType frozen(boolean bf16) {
        return bf16 || large ? DType.BFLOAT16 : DType.FLOAT32;
    }

    @Override
    public long needs(boolean onGpu) {
        if (!large) return 1L << 30;
        return onGpu ? 18L << 30 : imagePositions() > 1000 ? 8L << 30 : 4L << 30;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public String contents(int batch) {
        return "batch " + batch + " of " + (imagePositions() + words) + " positions, LoRA rank " + RANK;
    }

    @Override
    public TimedStep step(Engine engine, Weights weights, int batch, boolean checkpointing) {
        return new LlavaStep(this, engine, weights, batch, checkpointing);
    }

    @Override
    public boolean isLarge() {
        return large;
    }

    @Override
    public long keeps(int batch) {
        return large ? batch * (9L << 30) : 0;
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
        ids[0] = IMAGE_TOKEN;
        for (int t = 1; t < ids.length; t++) {
            ids[t] = random.nextInt(IMAGE_TOKEN);
            int label = t - (ids.length - LABELLED);
            if (label < 0) continue;
            labels[t] = ids[t];
            concept[t] = label % CONCEPT_EVERY == 0 ? 1 : 0;
        }
        EncodedSample encoded =
                new EncodedSample("noise", List.of(Path.of("noise.png")), "", ids, List.of(), labels, concept);
        return new SampleWithImages(encoded, List.of(image(random)));
    }
}
