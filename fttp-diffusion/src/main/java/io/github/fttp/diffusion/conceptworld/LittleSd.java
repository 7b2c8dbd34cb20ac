package io.github.fttp.diffusion.conceptworld;

import io.github.fttp.core.Parts;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.clip.ClipTextConfig;
import io.github.fttp.core.clip.ClipTextModel;
import io.github.fttp.core.clip.ClipTokenizer;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.Pretraining;
import io.github.fttp.diffusion.scheduler.Scheduler;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The parts of a small Stable Diffusion while it is pretrained. */
final class LittleSd implements AutoCloseable {
    /** Logarithm of the variance that latents are said to have: small enough not to matter. */
    private static final float LOG_VARIANCE = -8;

    private static final int BATCH = 32;

    private final Engine engine;
    /** Writes everything but weights into a folder. */
    private final Consumer<Path> settings;

    private final AutoencoderKl vae;
    private final UNet2DConditionModel unet;
    private final ClipTextModel text;
    private final ClipTokenizer tokenizer;
    private final Scheduler scheduler;
    private double scalingFactor;

    private LittleSd(Engine engine, ClipWords words, Path made, AutoencoderKl vae, Weights weights) {
        this.engine = engine;
        this.settings = folder -> new LittleSdSettings(words, scalingFactor).write(folder);
        this.vae = vae;
        unet = UNet2DConditionModel.of(UNetConfig.read(made.resolve("unet")), weights);
        ClipTextConfig config = ClipTextConfig.read(made.resolve("text_encoder"));
        text = ClipTextModel.of(config, weights);
        tokenizer = ClipTokenizer.load(made.resolve("tokenizer"), config);
        scheduler = Scheduler.read(made.resolve("scheduler"));
        scalingFactor = vae.config().scalingFactor();
    }

    private LittleSd(Engine engine, Path pretrained) {
        this.engine = engine;
        settings = folder -> copySettings(pretrained, folder);
        vae = AutoencoderKl.load(pretrained.resolve("vae"), engine);
        unet = UNet2DConditionModel.load(pretrained.resolve("unet"), engine);
        text = ClipTextModel.load(pretrained.resolve("text_encoder"), engine);
        for (Module part : List.of(vae, unet, text)) copyWeights(part, engine);
        tokenizer = ClipTokenizer.load(pretrained.resolve("tokenizer"), text.config());
        scheduler = Scheduler.read(pretrained.resolve("scheduler"));
        scalingFactor = vae.config().scalingFactor();
    }

    /** Copies weights into the engine's own memory, as float32; they do not train yet. */
    private static void copyWeights(Module part, Engine engine) {
        part.parameters().forEach(parameter -> {
            parameter.unfreeze(engine.pool());
            parameter.trainable(false);
        });
    }

    /** One that knows nothing. */
    static LittleSd fresh(Engine engine, ClipWords words, Pretraining pretraining) {
        Weights weights = pretraining.fresh(engine);
        return fresh(engine, words, weights, 1, made -> AutoencoderKl.of(VaeConfig.read(made.resolve("vae")), weights));
    }

    /**
     * Makes one that knows nothing but what the autoencoder of a folder does.
     *
     * @throws BadData if that is not of the sizes that are pretrained here
     */
    static LittleSd withAutoencoder(Engine engine, ClipWords words, Pretraining pretraining, Path pretrained) {
        Path folder = pretrained.resolve("vae");
        VaeConfig found = VaeConfig.read(folder);
        return fresh(engine, words, pretraining.fresh(engine), found.scalingFactor(), made -> {
            VaeConfig expected = VaeConfig.read(made.resolve("vae"));
            if (!found.equals(expected)) throw new BadData(folder, "is a " + found + ", expected a " + expected);
            AutoencoderKl vae = AutoencoderKl.load(folder, engine);
            copyWeights(vae, engine);
            return vae;
        });
    }

    private static LittleSd fresh(
            Engine engine,
            ClipWords words,
            Weights weights,
            double scalingFactor,
            Function<Path, AutoencoderKl> autoencoder) {
        Path settings = null;
        try {
            settings = Files.createTempDirectory("little-sd");
            new LittleSdSettings(words, scalingFactor).write(settings);
            return new LittleSd(engine, words, settings, autoencoder.apply(settings), weights);
        } catch (IOException e) {
            throw new CannotWrite(Path.of(System.getProperty("java.io.tmpdir")), e);
        } finally {
            if (settings != null) AtomicFiles.delete(settings);
        }
    }

    /** One that was pretrained before, from its folder. */
    static LittleSd pretrained(Engine engine, Path folder) {
        return new LittleSd(engine, folder);
    }

    private static void copySettings(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(each -> each.toString().matches(".*\\.(json|txt)"))
                    .toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        } catch (IOException e) {
            throw new CannotWrite(to, e);
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

    /** Measures the latents of a pretrained autoencoder, for which the U-Net's are scaled to deviate by 1. */
    void finishAutoencoder(List<float[]> images) {
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
        for (float[] one : latents(images)) {
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
    private List<float[]> latents(List<float[]> images) {
        List<float[]> all = new ArrayList<>();
        for (List<float[]> batch : Parts.of(images, BATCH)) {
            try (Tensor pixels = engine.pool()
                            .draw(TrainableAutoencoder.shape(batch.size()))
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

    /** Gives the images that U-Net and text encoder are pretrained with. */
    List<TrainableCaptioner.Captioned> captioned(List<String> captions, List<float[]> images) {
        List<float[]> latents = latents(images);
        List<TrainableCaptioner.Captioned> samples = new ArrayList<>();
        for (int i = 0; i < latents.size(); i++) {
            float[] scaled = latents.get(i);
            for (int j = 0; j < scaled.length; j++) scaled[j] *= (float) scalingFactor;
            int[] ids = tokenizer.encode(captions.get(i)).ids();
            samples.add(new TrainableCaptioner.Captioned(scaled, ids));
        }
        return samples;
    }

    TrainableCaptioner trainableCaptioner() {
        int side = unet.config().sampleSize();
        return new TrainableCaptioner(
                engine,
                unet,
                text,
                new Denoising(scheduler.schedule(), scheduler.prediction()),
                Shape.of(vae.config().latentChannels(), side, side),
                tokenizer.encode("").ids());
    }

    /** Writes it into an empty folder, weights as bfloat16. */
    void write(Path folder) {
        settings.accept(folder);
        Pretraining.write(vae, folder.resolve("vae").resolve("diffusion_pytorch_model.safetensors"));
        Pretraining.write(unet, folder.resolve("unet").resolve("diffusion_pytorch_model.safetensors"));
        Pretraining.write(text, folder.resolve("text_encoder").resolve("model.safetensors"));
    }

    @Override
    public void close() {
        tokenizer.close();
        text.close();
        unet.close();
        vae.close();
    }
}
