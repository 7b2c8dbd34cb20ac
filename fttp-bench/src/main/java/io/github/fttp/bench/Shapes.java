package io.github.fttp.bench;

import io.github.fttp.core.clip.ClipVisionConfig;
import io.github.fttp.core.clip.VisionKind;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.mllm.llama.AttentionKind;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.llama.RopeScaling;
import io.github.fttp.mllm.llama.RopeSections;
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llavanext.LlavaNextConfig;
import io.github.fttp.mllm.llavanext.Tiling;
import io.github.fttp.mllm.qwen.PatchSettings;
import io.github.fttp.mllm.qwen.QwenConfig;
import io.github.fttp.mllm.qwen2_5vl.Qwen25VlConfig;
import io.github.fttp.mllm.qwen3vl.Qwen3VlConfig;
import java.util.List;
import java.util.Set;

/** Sizes of released models, and of smaller ones of the same structure. */
final class Shapes {
    private static final int IMAGE_TOKEN = ImageAndText.IMAGE_TOKEN;

    private Shapes() {}

    /** A LLaVA 1.5 of 60 million weights on images of 224 pixels. */
    static ImageAndText llavaSmall() {
        return new ImageAndText.Llava(llava(llama(512, 8, 8, 1376), clip(256, 6, 4, 1024, 224, 16)));
    }

    /** LLaVA 1.5 7B. */
    static ImageAndText llava7b() {
        return new ImageAndText.Llava(llavaOfVicuna());
    }

    /** LLaVA 1.6 7B on an image of four tiles. */
    static ImageAndText llavaNext7b() {
        Tiling.Size canvas = new Tiling.Size(672, 672);
        Tiling tiling = new Tiling(List.of(canvas), 336, 24);
        return new ImageAndText.LlavaNext(new LlavaNextConfig(llavaOfVicuna(), tiling), canvas);
    }

    /** A Qwen2.5-VL of 50 million weights on images of 392 pixels. */
    static ImageAndText qwenSmall() {
        LlamaConfig text = qwen25Text(512, 8, 8, 2, 1376, 32_064, List.of(8, 12, 12), true);
        QwenConfig common = new QwenConfig(text, new PatchSettings(14, 2, 2), IMAGE_TOKEN);
        Qwen25VlConfig config = new Qwen25VlConfig(common, 6, 256, 1024, 4, 4, Set.of(2, 5), 10_000);
        return new ImageAndText.Qwen(config.architecture(), 28);
    }

    /** Qwen2.5-VL 3B on an image of 672 pixels. */
    static ImageAndText qwen25Vl3b() {
        return qwen25(qwen25Text(2048, 36, 16, 2, 11_008, 151_936, List.of(16, 24, 24), true));
    }

    /** Qwen2.5-VL 7B on an image of 672 pixels. */
    static ImageAndText qwen25Vl7b() {
        return qwen25(qwen25Text(3584, 28, 28, 4, 18_944, 152_064, List.of(16, 24, 24), false));
    }

    /** The image encoder of Qwen2.5-VL is the same in all sizes. */
    private static ImageAndText qwen25(LlamaConfig text) {
        QwenConfig common = new QwenConfig(text, new PatchSettings(14, 2, 2), IMAGE_TOKEN);
        Set<Integer> full = Set.of(7, 15, 23, 31);
        return new ImageAndText.Qwen(
                new Qwen25VlConfig(common, 32, 1280, 3420, 16, 4, full, 10_000).architecture(), 48);
    }

    /** Qwen3-VL 4B on an image of 768 pixels. */
    static ImageAndText qwen3Vl4b() {
        RopeSections sections = new RopeSections(List.of(24, 20, 20), true);
        AttentionKind normed = AttentionKind.HEADS_NORMED;
        LlamaConfig text = decoder(151_936, 2560, 9728, 36, 32, 8, 128, 5e6, sections, normed, true);
        QwenConfig common = new QwenConfig(text, new PatchSettings(16, 2, 2), IMAGE_TOKEN);
        List<Integer> deepStack = List.of(5, 11, 17);
        Qwen3VlConfig config =
                new Qwen3VlConfig(common, 24, 1024, 4096, 16, Activation.GELU_TANH, 48, deepStack, 10_000);
        return new ImageAndText.Qwen(config.architecture(), 48);
    }

    /** Gives these shapes with only so many layers of the decoder. */
    static LlavaConfig layers(LlavaConfig model, int count) {
        return llava(layers(model.text(), count), model.vision());
    }

    /** Gives a decoder of only so many layers. */
    static LlamaConfig layers(LlamaConfig model, int count) {
        return decoder(
                model.vocabulary(),
                model.hiddenSize(),
                model.intermediateSize(),
                count,
                model.heads(),
                model.keyValueHeads(),
                model.headSize(),
                model.ropeTheta(),
                model.ropeSections(),
                model.attention(),
                model.tiedEmbeddings());
    }

    private static LlavaConfig llavaOfVicuna() {
        return llava(llama(4096, 32, 32, 11_008), clip(1024, 24, 16, 4096, 336, 14));
    }

    private static LlavaConfig llava(LlamaConfig text, ClipVisionConfig vision) {
        // The features of the last layer but one: one layer of the tower is never computed.
        return new LlavaConfig(
                "llama", text, vision, IMAGE_TOKEN, List.of(vision.layers() - 1), false, Activation.GELU, true);
    }

    private static ClipVisionConfig clip(int width, int layers, int heads, int inner, int side, int patch) {
        return new ClipVisionConfig(
                VisionKind.CLIP, width, inner, layers, heads, 3, side, patch, 1e-5, Activation.QUICK_GELU);
    }

    private static LlamaConfig llama(int width, int layers, int heads, int inner) {
        return decoder(
                32_064,
                width,
                inner,
                layers,
                heads,
                heads,
                width / heads,
                10_000,
                RopeSections.none(),
                AttentionKind.PLAIN,
                false);
    }

    private static LlamaConfig qwen25Text(
            int width,
            int layers,
            int heads,
            int keyHeads,
            int inner,
            int words,
            List<Integer> sections,
            boolean tied) {
        RopeSections all = new RopeSections(sections, false);
        AttentionKind biased = AttentionKind.INPUTS_BIASED;
        return decoder(words, width, inner, layers, heads, keyHeads, width / heads, 1e6, all, biased, tied);
    }

    private static LlamaConfig decoder(
            int words,
            int width,
            int inner,
            int layers,
            int heads,
            int keyHeads,
            int headSize,
            double theta,
            RopeSections sections,
            AttentionKind attention,
            boolean tied) {
        return new LlamaConfig(
                words,
                width,
                inner,
                layers,
                heads,
                keyHeads,
                headSize,
                4096,
                1e-6,
                theta,
                new RopeScaling.None(),
                0,
                sections,
                attention,
                false,
                tied);
    }
}
