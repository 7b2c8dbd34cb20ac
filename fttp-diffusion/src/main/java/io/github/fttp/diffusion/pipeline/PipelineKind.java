package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.clip.HiddenLayer;
import io.github.fttp.core.io.Json;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Kinds of pipelines, which differ in how they take a prompt. */
enum PipelineKind {
    /** Stable Diffusion 1.x and 2.x. */
    STABLE_DIFFUSION(
            "StableDiffusionPipeline",
            List.of(new Encoder("text_encoder", "CLIPTextModel", "tokenizer")),
            HiddenLayer.last(),
            true,
            7.5),
    /** Stable Diffusion XL, base: the U-Net is given the pooled text and an image's framing as well. */
    STABLE_DIFFUSION_XL(
            "StableDiffusionXLPipeline",
            List.of(
                    new Encoder("text_encoder", "CLIPTextModel", "tokenizer"),
                    new Encoder("text_encoder_2", "CLIPTextModelWithProjection", "tokenizer_2")),
            HiddenLayer.skip(1).unnormalised(),
            false,
            5);

    /**
     * A text encoder.
     *
     * @param part its folder, which is its name in LoRA files
     * @param type its class
     * @param tokenizer the folder of its tokenizer
     */
    record Encoder(String part, String type, String tokenizer) {
        boolean isProjecting() {
            return type.endsWith("WithProjection");
        }
    }

    private final String className;
    private final List<Encoder> encoders;
    private final HiddenLayer layer;
    private final boolean correctsOutdated;
    private final double guidance;

    PipelineKind(
            String className, List<Encoder> encoders, HiddenLayer layer, boolean correctsOutdated, double guidance) {
        this.className = className;
        this.encoders = encoders;
        this.layer = layer;
        this.correctsOutdated = correctsOutdated;
        this.guidance = guidance;
    }

    /** The kind that a {@code model_index.json} names; others are refused. */
    static PipelineKind of(Json index) {
        Json name = index.field("_class_name");
        return Arrays.stream(values())
                .filter(kind -> kind.className.equals(name.text()))
                .findFirst()
                .orElseThrow(() -> name.refuse("is " + name.found() + ": another pipeline, expected "
                        + Arrays.stream(values()).map(kind -> kind.className).collect(Collectors.joining(" or "))));
    }

    /** The class that {@code model_index.json} calls it. */
    String className() {
        return className;
    }

    /** Its text encoders; their states lie side by side. */
    List<Encoder> encoders() {
        return encoders;
    }

    /** The hidden state of each that the U-Net attends to. */
    HiddenLayer layer() {
        return layer;
    }

    /** Whether the U-Net takes the last encoder's pooled text and a framing beside the states. */
    boolean addsPooledText() {
        return encoders.get(encoders.size() - 1).isProjecting();
    }

    /**
     * Whether outdated configurations are corrected, see {@link io.github.fttp.diffusion.scheduler.Scheduler#ofPipeline} and {@link
     * io.github.fttp.diffusion.unet.UNetConfig#ofPipeline}.
     */
    boolean correctsOutdated() {
        return correctsOutdated;
    }

    /** The reference's guidance. */
    double guidance() {
        return guidance;
    }
}
