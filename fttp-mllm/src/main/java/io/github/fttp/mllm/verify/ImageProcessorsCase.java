package io.github.fttp.mllm.verify;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.image.Rgb;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Image processors of vision-language families on photos and parts of photos, and tables of what they make of sizes. */
final class ImageProcessorsCase implements CaseKind {
    /** The values of one image that a processor made. */
    record Prepared(float[] pixels, Channel channel) {}

    /** Tells of each value which channel it is of. */
    @FunctionalInterface
    interface Channel {
        int of(int value);
    }

    /** One family's processor with settings. */
    interface Processor {
        /** Prepares an image and compares everything but its values. */
        Prepared check(Image image, Json row, String key, Comparisons out);

        double deviation(int channel);
    }

    /** How a processor of the case is recognised. */
    private static Optional<Processor> processor(Json settings) {
        if (settings.has("image_grid_pinpoints")) return Optional.of(TiledProcessor.of(settings));
        return settings.has("merge_size") ? Optional.of(PatchedProcessor.of(settings)) : Optional.empty();
    }

    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        Map<String, Processor> processors = new LinkedHashMap<>();
        Json settings = spec.field("processors");
        for (String name : settings.names()) {
            processor(settings.field(name)).ifPresent(known -> processors.put(name, known));
        }
        for (Json row : spec.field("cases").items()) {
            String key = row.field("key").text();
            Processor processor = processors.get(row.field("processor").text());
            if (processor == null) out.skipped(key, "its processor is not known here");
            else check(folder, row, processor, golden, spec, out);
        }
        TiledProcessor.table(spec, out);
        PatchedProcessor.table(spec, out);
    }

    private static void check(
            Path folder, Json row, Processor processor, GoldenCase golden, Json spec, Comparisons out) {
        String key = row.field("key").text();
        Path file =
                folder.resolve("../../real/images").resolve(row.field("path").text());
        if (!Files.exists(file)) {
            out.skipped(key, file.normalize() + " is not there");
            return;
        }
        Image image = Images.decode(file, Images.bytes(file), Decoding.REFERENCE);
        if (row.has("box") && !row.field("box").isNull()) {
            List<Json> box = row.field("box").items();
            image = image.window(
                    box.get(0).count(0),
                    box.get(1).count(0),
                    box.get(2).count(1),
                    box.get(3).count(1),
                    Rgb.all(0));
        }
        Prepared prepared = processor.check(image, row, key, out);
        double sum = 0;
        double squares = 0;
        for (float each : prepared.pixels) {
            sum += each;
            squares += (double) each * each;
        }
        double expected = row.field("sum_of_squares").number();
        double[] both = {sum, squares};
        double[] theirs = {row.field("sum").number(), expected};
        for (int i = 0; i < both.length; i++) {
            out.values(
                    key + (i == 0 ? ".sum" : ".sum_of_squares"),
                    new float[] {(float) (both[i] / expected)},
                    new float[] {(float) (theirs[i] / expected)},
                    1e-6,
                    0);
        }
        values(key, prepared, processor, golden, spec, out);
    }

    private static void values(
            String key, Prepared prepared, Processor processor, GoldenCase golden, Json spec, Comparisons out) {
        for (String name : new String[] {"out." + key, "out." + key + "/every"}) {
            if (!golden.has(name)) continue;
            float[] theirs = golden.floats(name);
            int stride = name.endsWith("/every") ? spec.field("every").count(1) : 1;
            float[] ours = new float[theirs.length];
            for (int i = 0; i < ours.length; i++) ours[i] = prepared.pixels[i * stride];
            out.rounded(
                    name,
                    ours,
                    theirs,
                    spec.field("atol_pixels").number(),
                    i -> 1 / 255.0 / processor.deviation(prepared.channel.of(i * stride)),
                    0.001);
        }
    }
}
