package io.github.fttp.core.verify;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.image.TargetSize;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Photos and odd files with what the reference decoded them to ({@code manifest.json}), or that it refused them; then
 * the preprocessing of the decoded ones, see {@link FittedImages}.
 */
final class ImagesCase implements CaseKind {
    /** Names by which the manifest calls the reference's pixels, and the decoding that gives them. */
    private static final Map<String, Decoding> DECODED = new TreeMap<>(Map.of(
            "decoded", Decoding.REFERENCE,
            "decoded_transposed", Decoding.REFERENCE.upright(),
            "decoded_highbyte", Decoding.REFERENCE.highByte(),
            "decoded_tolerant", Decoding.REFERENCE.tolerant()));

    private static final Pattern RESIZED = Pattern.compile("(?:clip|sd)_resized_(\\d+)");

    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        Json manifest = Json.data(
                folder.resolve(spec.optional("manifest").map(Json::text).orElse("manifest.json")));
        Json photos = manifest.field("photos");
        for (String name : photos.names()) {
            Json photo = photos.field(name);
            checkReadable(folder, name, folder.resolve(photo.field("file").text()), photo, out);
        }
        Json tricky = manifest.field("tricky");
        for (String name : tricky.names()) {
            Json entry = tricky.field(name);
            Path file = folder.resolve("tricky").resolve(name);
            if (entry.field("reference_opens").flag()) {
                checkReadable(folder, name, file, entry, out);
            } else {
                out.equal(name + ".refused", outcome(file), "refused by its path");
                comparePixels(folder, name, file, entry, out);
            }
        }
        new FittedImages(folder, manifest, out).check();
    }

    private static void checkReadable(Path folder, String name, Path file, Json entry, Comparisons out) {
        Image image;
        try {
            image = Images.read(file);
        } catch (BadData e) {
            out.equal(name + ".opened", e.getMessage(), "opened");
            return;
        }
        long[] size = {image.width(), image.height()};
        entry.optional("size")
                .ifPresent(expected -> out.integers(name + ".size", size, ExpectedValues.longs(expected)));
        for (String field : entry.names()) {
            Matcher resized = RESIZED.matcher(field);
            if (resized.matches()) {
                TargetSize target = new TargetSize.ShortestEdge(Integer.parseInt(resized.group(1)));
                long[] resizedSize = {target.widthOf(size[0], size[1]), target.heightOf(size[0], size[1])};
                out.integers(name + "." + field, resizedSize, ExpectedValues.longs(entry.field(field)));
            }
        }
        comparePixels(folder, name, file, entry, out);
    }

    private static void comparePixels(Path folder, String name, Path file, Json entry, Comparisons out) {
        DECODED.forEach((field, how) -> entry.optional(field).ifPresent(decoded -> {
            String key = name + "." + field;
            try {
                FittedImages.compare(
                        out, key, Images.read(file, how), Images.read(folder.resolve(decoded.text())), levels(file));
            } catch (BadData e) {
                out.equal(key, e.getMessage(), "opened");
            }
        }));
    }

    private static String outcome(Path file) {
        try {
            Image image = Images.read(file);
            return "opened as " + image;
        } catch (BadData e) {
            return e.getMessage().startsWith(file + ": ") ? "refused by its path" : "refused as " + e.getMessage();
        }
    }

    /** How far off a level may be: JPEG and lossy WebP are computed by cosine transforms that round differently. */
    private static int levels(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(16), StandardCharsets.ISO_8859_1);
            boolean lossy = start.startsWith("\u00ff\u00d8") || start.startsWith("RIFF") && !start.endsWith("VP8L");
            return lossy ? 2 : 0;
        } catch (IOException e) {
            throw new BadData(file, e);
        }
    }
}
