package io.github.fttp.bench;

import io.github.fttp.core.nn.Weights;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.llavanext.LlavaNextConfig;
import io.github.fttp.mllm.llavanext.LlavaNextModel;
import io.github.fttp.mllm.llavanext.Tiling;
import io.github.fttp.mllm.model.VisionLanguageModel;
import io.github.fttp.mllm.qwen.PatchSettings;
import io.github.fttp.mllm.qwen.QwenArchitecture;
import io.github.fttp.mllm.qwen.QwenConfig;
import java.util.SplittableRandom;

/** A vision-language model's sizes, with the size of the images that it is shown. */
public sealed interface ImageAndText {
    /** Id that stands for an image. */
    int IMAGE_TOKEN = 32_000;

    /** Sizes of the decoder. */
    LlamaConfig text();

    /** Takes only so many layers of the decoder. */
    ImageAndText layers(int count);

    /** Makes the model. */
    VisionLanguageModel model(Weights weights);

    /** An image of noise. */
    PreparedImage image(SplittableRandom random);

    /** Positions that the image takes in the text. */
    int positions();

    private static float[] noise(int values, SplittableRandom random) {
        float[] noise = new float[values];
        for (int i = 0; i < values; i++) noise[i] = (float) random.nextDouble(-2, 2);
        return noise;
    }

    /** LLaVA 1.5 and a square image. */
    record Llava(LlavaConfig config) implements ImageAndText {
        @Override
        public LlamaConfig text() {
            return config.text();
        }

        @Override
        public ImageAndText layers(int count) {
            return new Llava(Shapes.layers(config, count));
        }

        @Override
        public VisionLanguageModel model(Weights weights) {
            return LlavaModel.of(config, weights);
        }

        @Override
        public PreparedImage image(SplittableRandom random) {
            int side = config.vision().imageSize();
            return config.prepared(noise(3 * side * side, random));
        }

        @Override
        public int positions() {
            return config.imagePositions();
        }
    }

    /** LLaVA 1.6 and an image that fills a canvas. */
    record LlavaNext(LlavaNextConfig config, Tiling.Size canvas) implements ImageAndText {
        @Override
        public LlamaConfig text() {
            return config.llava().text();
        }

        @Override
        public ImageAndText layers(int count) {
            return new LlavaNext(new LlavaNextConfig(Shapes.layers(config.llava(), count), config.tiling()), canvas);
        }

        @Override
        public VisionLanguageModel model(Weights weights) {
            return LlavaNextModel.of(config, weights);
        }

        @Override
        public PreparedImage image(SplittableRandom random) {
            int side = config.llava().vision().imageSize();
            float[] squares = noise(config.tiling().squares(canvas) * 3 * side * side, random);
            return new PreparedImage(squares, canvas.height(), canvas.width(), positions());
        }

        @Override
        public int positions() {
            return config.tiling().positions(canvas);
        }
    }

    /**
     * Qwen-VL and a square image.
     *
     * @param side patches along a side of the image
     */
    record Qwen(QwenArchitecture architecture, int side) implements ImageAndText {
        private PatchSettings patches() {
            return architecture.config().patches();
        }

        @Override
        public LlamaConfig text() {
            return architecture.config().text();
        }

        @Override
        public ImageAndText layers(int count) {
            return new Qwen(
                    new QwenArchitecture(
                            new QwenConfig(Shapes.layers(text(), count), patches(), IMAGE_TOKEN),
                            architecture.encoder(),
                            architecture.vision()),
                    side);
        }

        @Override
        public VisionLanguageModel model(Weights weights) {
            return architecture.of(weights);
        }

        @Override
        public PreparedImage image(SplittableRandom random) {
            return new PreparedImage(noise(side * side * patches().values(), random), side, side, positions());
        }

        @Override
        public int positions() {
            return side * side / (patches().merge() * patches().merge());
        }
    }
}
