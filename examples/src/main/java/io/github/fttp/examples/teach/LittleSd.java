package io.github.fttp.examples.teach;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.scheduler.Scheduler;
import io.github.fttp.diffusion.text.ClipTextConfig;
import io.github.fttp.diffusion.text.ClipTextModel;
import io.github.fttp.diffusion.text.ClipTokenizer;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import io.github.fttp.diffusion.unet.UNetConfig;
import io.github.fttp.diffusion.vae.AutoencoderKl;
import io.github.fttp.diffusion.vae.Posterior;
import io.github.fttp.diffusion.vae.VaeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The parts of a small Stable Diffusion while it is taught. */
final class LittleSd implements AutoCloseable {
    /** Logarithm of the variance that latents are said to have: small enough not to matter. */
    private static final float LOG_VARIANCE = -8;

    private static final int BATCH = 32;

    private final Engine engine;
    private final ClipWords words;
    private final AutoencoderKl vae;
    private final UNet2DConditionModel unet;
    private final ClipTextModel text;
    private final ClipTokenizer tokenizer;
    private final Scheduler scheduler;
    private double scalingFactor = 1;

    private LittleSd(Engine engine, ClipWords words, Path settings, long seed) {
        this.engine = engine;
        this.words = words;
        Weights weights = Teaching.fresh(engine, seed);
        vae = AutoencoderKl.of(VaeConfig.read(settings.resolve("vae")), weights);
        unet = UNet2DConditionModel.of(UNetConfig.read(settings.resolve("unet")), weights);
        ClipTextConfig config = ClipTextConfig.read(settings.resolve("text_encoder"));
        text = ClipTextModel.of(config, weights);
        tokenizer = ClipTokenizer.load(settings.resolve("tokenizer"), config);
        scheduler = Scheduler.read(settings.resolve("scheduler"));
    }

    /** One that knows nothing. */
    static LittleSd fresh(Engine engine, ClipWords words, long seed) {
        Path settings = null;
        try {
            settings = Files.createTempDirectory("little-sd");
            new LittleSdSettings(words, 1).write(settings);
            return new LittleSd(engine, words, settings, seed);
        } catch (IOException e) {
            throw new CannotWrite(Path.of(System.getProperty("java.io.tmpdir")), e);
        } finally {
            if (settings != null) AtomicFiles.delete(settings);
        }
    }

    AutoencoderKl vae() {
        return vae;
    }

    UNet2DConditionModel unet() {
        return unet;
    }

    ClipTextModel text() {
        return text;
    }

    /** Measures the latents of a taught autoencoder, for which the U-Net's are scaled to deviate by 1. */
    void finishAutoencoder(List<float[]> pictures) {
        vae.parameters().forEach(parameter -> parameter.trainable(false));
        for (Parameter parameter : vae.parameters()) {
            if (!parameter.name().startsWith("quant_conv")) continue;
            float[] values = parameter.value().toArray();
            float constant = parameter.name().endsWith("bias") ? LOG_VARIANCE : 0;
            for (int i = values.length / 2; i < values.length; i++) values[i] = constant;
            parameter.value().set(values);
        }
        double sum = 0;
        double squares = 0;
        long count = 0;
        for (float[] one : latents(pictures)) {
            for (float value : one) {
                sum += value;
                squares += (double) value * value;
                count++;
            }
        }
        double mean = sum / count;
        double deviation = Math.sqrt(squares / count - mean * mean);
        scalingFactor = (float) (1 / deviation);
    }

    /** Unscaled means. */
    private List<float[]> latents(List<float[]> pictures) {
        List<float[]> all = new ArrayList<>();
        for (int from = 0; from < pictures.size(); from += BATCH) {
            List<float[]> batch = pictures.subList(from, Math.min(pictures.size(), from + BATCH));
            try (Tensor pixels = engine.pool()
                            .draw(AutoencoderTrainee.shape(batch.size()))
                            .set(Samples.joined(batch));
                    Tensor moments = Tape.detached(engine, tape -> vae.moments(tape, tape.constant(pixels)))) {
                float[] mean = Posterior.of(moments).mean();
                int each = mean.length / batch.size();
                for (int i = 0; i < batch.size(); i++) {
                    float[] one = new float[each];
                    System.arraycopy(mean, i * each, one, 0, each);
                    all.add(one);
                }
            }
        }
        return all;
    }

    /** What U-Net and text encoder are taught with. */
    List<CaptionTrainee.Captioned> captioned(List<String> captions, List<float[]> pictures) {
        List<float[]> latents = latents(pictures);
        List<CaptionTrainee.Captioned> samples = new ArrayList<>();
        for (int i = 0; i < latents.size(); i++) {
            float[] scaled = latents.get(i);
            for (int j = 0; j < scaled.length; j++) scaled[j] *= (float) scalingFactor;
            int[] ids = tokenizer.encode(captions.get(i)).ids();
            samples.add(new CaptionTrainee.Captioned(scaled, ids));
        }
        return samples;
    }

    CaptionTrainee captionTrainee() {
        int side = unet.config().sampleSize();
        return new CaptionTrainee(
                engine,
                unet,
                text,
                new Denoising(scheduler.schedule(), scheduler.prediction()),
                Shape.of(vae.config().latentChannels(), side, side),
                tokenizer.encode("").ids());
    }

    /** Writes it into an empty folder, weights as bfloat16. */
    void write(Path folder) {
        new LittleSdSettings(words, scalingFactor).write(folder);
        Teaching.write(vae, folder.resolve("vae").resolve("diffusion_pytorch_model.safetensors"));
        Teaching.write(unet, folder.resolve("unet").resolve("diffusion_pytorch_model.safetensors"));
        Teaching.write(text, folder.resolve("text_encoder").resolve("model.safetensors"));
    }

    @Override
    public void close() {
        tokenizer.close();
        text.close();
        unet.close();
        vae.close();
    }
}
