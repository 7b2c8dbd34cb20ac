package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.clip.EncodedPrompt;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.scheduler.Scheduler;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.Framing;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import io.github.fttp.diffusion.vae.AutoencoderKl;
import io.github.fttp.diffusion.vae.Posterior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The models of a Stable Diffusion, loaded, and what each does alone: texts to states, images to latents and back. {@link
 * TextToImage} makes images of it. Closes the models; the tokenizers stay their owner's.
 */
public record LoadedPipeline(
        Engine engine,
        UNet2DConditionModel unet,
        AutoencoderKl vae,
        TextEncoders textEncoders,
        PromptTokenizers tokenizers,
        Scheduler scheduler)
        implements AutoCloseable {
    /**
     * The conditioning by texts.
     *
     * @param framing of the images, where the U-Net takes one
     */
    public Conditioning conditioning(List<String> texts, Framing framing) {
        return conditioning(texts, texts, framing);
    }

    /**
     * The conditioning by texts, where a second text encoder reads others.
     *
     * @param second as many; without effect where there is no such encoder
     */
    public Conditioning conditioning(List<String> texts, List<String> second, Framing framing) {
        return textEncoders.conditioning(engine, tokenizers.ids(texts, second), framing);
    }

    /** The conditioning without prompts, which guidance draws away from: of the empty text, or zeros where the pipeline says so. */
    public Conditioning unconditional(int batch, Framing framing) {
        return textEncoders.unconditional(engine, tokenizers.ids(Collections.nCopies(batch, "")), framing);
    }

    /**
     * The state of a text's last token in front of the end token, {@code [D]}; of no text that of the start token. With two text
     * encoders, both side by side.
     */
    public float[] lastState(String text) {
        int[] last =
                tokenizers.encode(text).stream().mapToInt(EncodedPrompt::last).toArray();
        return textEncoders.at(conditioning(List.of(text), Framing.whole(1, 1)), last);
    }

    /**
     * The shape of the latents of images, {@code [B, C, h, w]}.
     *
     * @param height of the images, pixels
     * @param width of the images, pixels
     */
    public Shape latentShape(int batch, int height, int width) {
        int scale = vae.config().vaeScaleFactor();
        if (height % scale != 0 || width % scale != 0) {
            throw new IllegalArgumentException(
                    "height and width must be multiples of " + scale + ", were " + height + " and " + width);
        }
        return Shape.of(batch, vae.config().latentChannels(), height / scale, width / scale);
    }

    /**
     * Encodes images with the autoencoder, not scaled yet.
     *
     * @param pixels {@code [B, 3, H, W]}, values from -1 to 1
     */
    public Posterior encode(Shape shape, float[] pixels) {
        try (Tensor images = engine.pool().draw(shape).set(pixels);
                Tensor moments = Tape.detached(engine, tape -> vae.moments(tape, tape.constant(images)))) {
            return Posterior.of(moments);
        }
    }

    /**
     * An image under a prompt as the U-Net takes both in training.
     *
     * @param name of the image, for messages
     * @param shape {@code [1, 3, H, W]}
     * @param pixels values from -1 to 1
     * @param mask of the latent's size
     * @param prompt of this image alone
     */
    public LatentSample sample(String name, Shape shape, float[] pixels, LatentMask mask, Conditioning prompt) {
        return LatentSample.of(name, encode(shape, pixels), vae.config().scalingFactor(), mask, prompt);
    }

    /**
     * Images of latents as the U-Net has them, values from 0 to 1, one after the other so that memory for one is enough.
     *
     * @param shape {@code [B, C, h, w]}
     * @return {@code [B, 3, H, W]}
     */
    public float[] decode(Shape shape, float[] latents) {
        int batch = shape.dim(0);
        int size = latents.length / batch;
        float unscaled = (float) (1 / vae.config().scalingFactor());
        List<float[]> decoded = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            float[] one = Arrays.copyOfRange(latents, b * size, (b + 1) * size);
            for (int i = 0; i < size; i++) one[i] *= unscaled;
            try (Tensor latent = engine.pool().draw(shape.with(0, 1)).set(one);
                    Tape tape = Tape.forward(engine)) {
                decoded.add(vae.decode(tape, tape.constant(latent)).value().toArray());
            }
        }
        float[] all = new float[batch * decoded.get(0).length];
        for (int i = 0; i < all.length; i++) {
            float value = decoded.get(i / decoded.get(0).length)[i % decoded.get(0).length];
            all[i] = Math.max(0, Math.min(1, value / 2 + 0.5f));
        }
        return all;
    }

    /** Values of {@link #decode} as 8-bit images of this height and width, rounded half to even as the reference does. */
    public static List<Image> images(float[] values, int height, int width) {
        int pixels = height * width;
        List<Image> images = new ArrayList<>();
        for (int from = 0; from < values.length; from += 3 * pixels) {
            byte[] rgb = new byte[3 * pixels];
            for (int i = 0; i < pixels; i++) {
                for (int c = 0; c < 3; c++) rgb[3 * i + c] = (byte) Math.rint(255 * values[from + c * pixels + i]);
            }
            images.add(Image.of(width, height, rgb));
        }
        return images;
    }

    /** The parts that adapters can sit on, by the names that LoRA files have for them. */
    public Map<String, Module> adaptable() {
        Map<String, Module> parts = new LinkedHashMap<>(textEncoders.parts());
        parts.put("unet", unet);
        return parts;
    }

    @Override
    public void close() {
        unet.close();
        vae.close();
        textEncoders.close();
    }
}
