package io.github.fttp.examples;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.testing.GoldenCases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Stable Diffusion folder of random weights, whose autoencoder halves each side, with three images of 16 pixels or more
 * a side and their annotations.
 */
public record TinyStableDiffusion(Path folder) {
    /** Pixels that fit its images. */
    public static final int SIZE = 16;

    /** Files that a folder written by diffusers does not hold. */
    private static final List<String> OF_THE_CASE = List.of("case.json", "io.safetensors");

    /** The pipeline's folder. */
    public Path model() {
        return folder.resolve("base");
    }

    /** The U-Net's weights. */
    public Path weights() {
        return weights(model());
    }

    /** A copy of another pipeline of its kind. */
    public static Path weights(Path model) {
        return model.resolve("unet/diffusion_pytorch_model.safetensors");
    }

    /** Makes the pipeline name another class for its scheduler, whose configuration stays as it is. */
    public void scheduler(String name) {
        ModelFiles.config(model().resolve("model_index.json"), index -> index.withArray("scheduler")
                .set(1, name));
    }

    /** {@code 0.png}, {@code 1.png}, {@code 2.png} with a lamp each, and {@code 0.json}, {@code 1.json}, {@code 2.json}. */
    public Path images() {
        return folder.resolve("images");
    }

    /** forget-sd on all of it, one step, without images before and after. */
    public Trial forgetting(Path out) {
        return Trial.of("forget-sd", out)
                .with("--model", model())
                .with("--images", images())
                .with("--concept", "lamp")
                .with("--size", SIZE)
                .with("--sample-images", 0)
                .with("--steps", 1);
    }

    /** Writes model, images and annotations; what is there is replaced. */
    public static TinyStableDiffusion write(Path folder) {
        return write(folder, "sd-micro-pipeline");
    }

    /** Writes the same with an SDXL as the model. */
    public static TinyStableDiffusion writeXl(Path folder) {
        return write(folder, "sdxl-micro-pipeline");
    }

    private static TinyStableDiffusion write(Path folder, String model) {
        TinyStableDiffusion tiny = new TinyStableDiffusion(folder);
        try {
            tiny.copyModel(GoldenCases.folder("fttp-diffusion", model));
            Files.createDirectories(tiny.images());
            tiny.draw(0, 16, 16, "rectangle", "[[4, 4], [11, 9]]");
            tiny.draw(1, 24, 16, "polygon", "[[8, 2], [20, 2], [20, 12]]");
            tiny.draw(2, 16, 20, "rectangle", "[[2, 4], [9, 15]]");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tiny;
    }

    private void copyModel(Path source) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (OF_THE_CASE.contains(file.getFileName().toString())) continue;
                Path copy = model().resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.write(copy, Files.readAllBytes(file));
            }
        }
    }

    private void draw(int index, int width, int height, String type, String points) throws IOException {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) rgb[i] = (byte) (i * (index + 3) % 251);
        Images.writePng(Image.of(width, height, rgb), images().resolve(index + ".png"));
        annotate(index, width, height, "lamp", type, points);
    }

    /** Replaces an annotation by one of a single shape. */
    public void annotate(int index, int width, int height, String label, String type, String points) {
        try {
            Files.writeString(
                    images().resolve(index + ".json"), """
                    {"version": "5.4.1", "flags": {}, "imagePath": "%d.png", "imageData": null,
                     "imageWidth": %d, "imageHeight": %d,
                     "shapes": [{"label": "%s", "shape_type": "%s", "points": %s}]}""".formatted(index, width, height, label, type, points));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
