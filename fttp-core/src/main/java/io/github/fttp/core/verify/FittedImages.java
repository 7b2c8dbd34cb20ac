package io.github.fttp.core.verify;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.image.Rgb;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The preprocessing of a folder's decoded images: {@code golden/u8/NAME-KIND-N.png} after resizing and cropping, and
 * the tensors {@code NAME/KIND_N} or, of every K-th row and column, {@code NAME/KIND_N_everyK} in
 * {@code golden/*.safetensors}; KIND is llava_pad, clip_crop or sd.
 */
final class FittedImages {
    private static final Pattern FITTED = Pattern.compile("(.+)-(llava-pad|clip-crop|sd)-(\\d{1,4})\\.png");
    private static final Pattern TENSOR =
            Pattern.compile("(.+)/(llava_pad|clip_crop|sd)_(\\d{1,4})(?:_every(\\d{1,4}))?");
    /** The share of values that may be one level of 8 bits off after resizing. */
    private static final double SHARE = 0.001;

    private final Path folder;
    private final Json manifest;
    private final Comparisons out;

    FittedImages(Path folder, Json manifest, Comparisons out) {
        this.folder = folder;
        this.manifest = manifest;
        this.out = out;
    }

    void check() {
        manifest.optional("pad_background").ifPresent(expected -> {
            Rgb background = processor("llava_pad", 1).background();
            long[] ours = {(long) background.red(), (long) background.green(), (long) background.blue()};
            out.integers("pad_background", ours, ExpectedValues.longs(expected));
        });
        for (Path file : files("golden/u8", ".png")) checkFitted(file);
        for (Path file : files("golden", ".safetensors")) {
            Safetensors tensors = Safetensors.open(file);
            for (String name : tensors.names()) checkTensor(tensors, name);
        }
    }

    private void checkFitted(Path file) {
        String key = file.getFileName().toString();
        Matcher name = FITTED.matcher(key);
        if (!name.matches())
            throw new BadData(file, "is not named IMAGE-KIND-SIDE.png, KIND llava-pad, clip-crop or sd");
        ImageProcessor processor = processor(name.group(2).replace('-', '_'), side(file, name.group(3)));
        Image ours = processor.fit(decoded(name.group(1)));
        Image theirs = Images.read(file);
        if (sameSize(out, key, ours, theirs)) {
            out.rounded(key, levels(ours), levels(theirs), 0, i -> 1, SHARE);
        }
    }

    private void checkTensor(Safetensors tensors, String tensor) {
        Matcher name = TENSOR.matcher(tensor);
        if (!name.matches()) {
            throw new BadData(
                    tensors.file() + ": tensor " + tensor,
                    "is not named IMAGE/KIND_SIDE or IMAGE/KIND_SIDE_everyK, KIND llava_pad, clip_crop or sd");
        }
        String where = tensors.file() + ": tensor " + tensor;
        int side = side(where, name.group(3));
        int every = name.group(4) == null ? 1 : side(where, name.group(4));
        ImageProcessor processor = processor(name.group(2), side);
        float[] ours = every(processor.process(decoded(name.group(1))), side, every);
        double[] steps = new double[3];
        for (int c = 0; c < 3; c++) {
            steps[c] = processor.rescale() / processor.deviation().channel(c);
        }
        int channel = ours.length / 3;
        out.rounded(tensor, ours, tensors.floats(tensor), 2e-6, i -> steps[i / channel], SHARE);
    }

    private ImageProcessor processor(String kind, int side) {
        return switch (kind) {
            case "llava_pad" -> normalizedAsSaid(ImageProcessor.llava(side));
            case "clip_crop" -> normalizedAsSaid(ImageProcessor.clip(side));
            default -> ImageProcessor.stableDiffusion(side);
        };
    }

    private ImageProcessor normalizedAsSaid(ImageProcessor clip) {
        return new ImageProcessor(
                clip.padsToSquare(),
                clip.size(),
                clip.resampling(),
                clip.crop(),
                clip.rescale(),
                manifest.optional("mean").map(Rgb::of).orElse(clip.mean()),
                manifest.optional("std").map(Rgb::divisor).orElse(clip.deviation()));
    }

    /** The reference's own pixels where there are such: what decoding does wrong must not show here again. */
    private Image decoded(String name) {
        Json photos = manifest.field("photos");
        if (photos.has(name)) {
            Json photo = photos.field(name);
            return Images.read(folder.resolve(photo.optional("decoded")
                    .orElseGet(() -> photo.field("file"))
                    .text()));
        }
        return Images.read(folder.resolve("golden/decoded/" + name + ".png"));
    }

    private static int side(Object where, String digits) {
        int side = Integer.parseInt(digits);
        if (side == 0) throw new BadData(where, "names a side of 0 pixels");
        return side;
    }

    /** Rows and columns 0, K, 2K of {@code [3, side, side]}. */
    private static float[] every(float[] values, int side, int step) {
        int n = (side + step - 1) / step;
        float[] some = new float[3 * n * n];
        for (int i = 0; i < some.length; i++) {
            int row = i / n % n * step;
            some[i] = values[(i / (n * n) * side + row) * side + i % n * step];
        }
        return some;
    }

    /** Compares two images; a sample may be so many levels off. */
    static void compare(Comparisons out, String key, Image ours, Image theirs, int levels) {
        if (sameSize(out, key, ours, theirs)) out.values(key, levels(ours), levels(theirs), levels, 0);
    }

    private static boolean sameSize(Comparisons out, String key, Image ours, Image theirs) {
        boolean same = ours.width() == theirs.width() && ours.height() == theirs.height();
        if (!same) out.equal(key, ours, theirs);
        return same;
    }

    private static float[] levels(Image image) {
        byte[] rgb = image.rgb();
        float[] levels = new float[rgb.length];
        for (int i = 0; i < rgb.length; i++) levels[i] = rgb[i] & 0xFF;
        return levels;
    }

    private List<Path> files(String where, String ending) {
        Path within = folder.resolve(where);
        if (!Files.isDirectory(within)) return List.of();
        try (Stream<Path> files = Files.list(within)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BadData(within, e);
        }
    }
}
