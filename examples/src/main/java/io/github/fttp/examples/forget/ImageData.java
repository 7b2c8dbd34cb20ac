package io.github.fttp.examples.forget;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.image.Pictures;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Refusal;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.pipeline.StableDiffusion;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.vae.Posterior;
import io.github.fttp.examples.MaskFiles;
import io.github.fttp.examples.MaskedPicture;
import io.github.fttp.examples.picture.Prompts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pictures of a run, fitted to the size the model trains at.
 *
 * @param forget with their masks
 * @param retain without, covering nothing; empty where none were given
 */
record ImageData(List<Item> forget, List<Item> retain) {
    /**
     * One picture.
     *
     * @param name of its file
     * @param seen what the encoder sees of it
     * @param mask at that size
     * @param cells on the latent
     */
    record Item(String name, Picture seen, float[] pixels, PixelMask mask, LatentMask cells, String prompt) {
        /** Left and right exchanged. */
        Item flipped(ImageOptions options) {
            byte[] rgb = seen.rgb();
            byte[] mirrored = new byte[rgb.length];
            int width = seen.width();
            for (int i = 0; i < width * seen.height(); i++) {
                int other = i / width * width + width - 1 - i % width;
                System.arraycopy(rgb, 3 * i, mirrored, 3 * other, 3);
            }
            Picture picture = Picture.of(width, seen.height(), mirrored);
            return new Item(
                    name + " mirrored",
                    picture,
                    options.processor().normalize(picture),
                    mask.flipped(),
                    cells.flipped(),
                    prompt);
        }
    }

    /**
     * Reads and fits them.
     *
     * @param cells of the latent, a side
     * @param err takes the refusals of pictures that can't be used, but for the last, which is thrown
     */
    static ImageData read(ImageOptions options, int cells, PrintWriter err) {
        List<Refusal> unusable = new ArrayList<>();
        List<MaskedPicture> masked = new MaskFiles(options.images, options.masks).read(unusable);
        if (!unusable.isEmpty()) {
            unusable.subList(0, unusable.size() - 1).forEach(each -> err.println(each.getMessage()));
            throw unusable.get(unusable.size() - 1);
        }
        if (options.label != null) MaskedPicture.requireLabel(options.images, options.label, masked);
        List<String> names = masked.stream().map(MaskedPicture::pictureName).toList();
        List<String> prompts = options.prompts()
                .map(file -> prompts(file, names))
                .orElseGet(() -> names.stream().map(name -> options.prompt()).toList());
        List<Item> forget = new ArrayList<>();
        for (int i = 0; i < masked.size(); i++) {
            MaskedPicture each = masked.get(i);
            PixelMask whole =
                    options.label == null ? each.mask(options.shapes) : each.mask(options.shapes, options.label);
            Picture seen = options.processor().fit(each.picture());
            forget.add(new Item(
                    names.get(i),
                    seen,
                    options.processor().normalize(seen),
                    whole.through(options.processor().geometry()),
                    options.cells(each.file(), whole, cells),
                    prompts.get(i)));
        }
        if (options.flip) {
            List<Item> mirrored =
                    forget.stream().map(item -> item.flipped(options)).toList();
            forget.addAll(mirrored);
        }
        return new ImageData(forget, retain(options, cells));
    }

    private static List<Item> retain(ImageOptions options, int cells) {
        if (options.retain().isEmpty()) return List.of();
        List<Path> files = MaskFiles.pictures(options.retain);
        if (files.isEmpty()) throw new BadData(options.retain, "holds no pictures");
        List<String> names =
                files.stream().map(file -> file.getFileName().toString()).toList();
        List<String> prompts = prompts(options.retainPrompts, names);
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Picture seen = options.processor().fit(Pictures.read(files.get(i)));
            items.add(new Item(
                    names.get(i),
                    seen,
                    options.processor().normalize(seen),
                    PixelMask.empty(seen.width(), seen.height()),
                    LatentMask.of(cells, cells, new float[cells * cells]),
                    prompts.get(i)));
        }
        return items;
    }

    /** A prompt for each name. */
    private static List<String> prompts(Path file, List<String> names) {
        if (file.getFileName().toString().endsWith(".jsonl")) return named(file, names);
        List<String> lines = Prompts.read(file);
        if (lines.size() == 1) return names.stream().map(name -> lines.get(0)).toList();
        if (lines.size() == names.size()) return lines;
        throw new BadData(
                file, "has " + lines.size() + " prompts for " + names.size() + " pictures, expected one or as many");
    }

    private static List<String> named(Path file, List<String> names) {
        Map<String, String> byName = new HashMap<>();
        List<String> lines = Prompts.lines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) continue;
            Json entry = Json.data(file, lines.get(i), i + 1);
            String name = entry.field("file_name").text();
            if (byName.put(name, entry.field("text").text()) != null) {
                throw new BadData(file, "line " + (i + 1) + " has a second prompt for " + name);
            }
        }
        return names.stream()
                .map(name -> {
                    if (!byName.containsKey(name)) throw new BadData(file, "has no prompt for " + name);
                    return byName.get(name);
                })
                .toList();
    }

    /** The pictures as the U-Net takes them: each is encoded once. */
    static List<LatentSample> encoded(List<Item> items, StableDiffusion model) {
        Map<String, StableDiffusion.TextStates> states = new HashMap<>();
        float scale = (float) model.vae().config().scalingFactor();
        List<LatentSample> samples = new ArrayList<>();
        for (Item item : items) {
            StableDiffusion.TextStates text =
                    states.computeIfAbsent(item.prompt(), prompt -> model.states(List.of(prompt)));
            Shape picture = Shape.of(1, 3, item.seen().height(), item.seen().width());
            Posterior posterior = model.encode(picture, item.pixels());
            Shape latent = posterior.shape();
            samples.add(new LatentSample(
                    item.name(),
                    Shape.of(latent.dim(1), latent.dim(2), latent.dim(3)),
                    scaled(posterior.mean(), scale),
                    scaled(posterior.deviation(), scale),
                    item.cells().values(),
                    Shape.of(text.shape().dim(1), text.shape().dim(2)),
                    text.of(0)));
        }
        return samples;
    }

    private static float[] scaled(float[] values, float factor) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) scaled[i] *= factor;
        return scaled;
    }
}
