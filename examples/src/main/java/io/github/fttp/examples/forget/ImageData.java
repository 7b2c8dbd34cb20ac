package io.github.fttp.examples.forget;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.pipeline.StableDiffusion;
import io.github.fttp.diffusion.pipeline.WordMaps;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.examples.MaskFiles;
import io.github.fttp.examples.MaskedPicture;
import io.github.fttp.examples.picture.Prompts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pictures of a run, fitted to the size the model trains at.
 *
 * @param forget with their masks
 * @param retain without, covering nothing; empty where none were given
 */
public record ImageData(List<Item> forget, List<Item> retain) {
    /**
     * One picture.
     *
     * @param name of its file
     * @param seen what the encoder sees of it
     * @param mask at that size
     * @param cells on the latent
     */
    public record Item(String name, Picture seen, float[] pixels, PixelMask mask, LatentMask cells, String prompt) {
        /** Left and right exchanged. */
        Item flipped() {
            float[] mirrored = new float[pixels.length]; // [3, h, w]
            for (int i = 0; i < pixels.length; i++) {
                mirrored[i] = pixels[i / seen.width() * seen.width() + seen.width() - 1 - i % seen.width()];
            }
            return new Item(name + " mirrored", seen.flipped(), mirrored, mask.flipped(), cells.flipped(), prompt);
        }
    }

    /**
     * Reads and fits them.
     *
     * @param cells of the latent, a side
     * @param err takes what is wrong with pictures, but for the last refusal, which is thrown
     */
    public static ImageData read(ImageOptions options, int cells, PrintWriter err) {
        if (options.findsMasks()) return unmasked(options, cells);
        List<MaskedPicture> masked = options.masked(err);
        List<String> names = masked.stream().map(MaskedPicture::pictureName).toList();
        List<String> prompts = forgetPrompts(options, names);
        List<Item> forget = new ArrayList<>();
        for (int i = 0; i < masked.size(); i++) forget.add(options.item(masked.get(i), prompts.get(i), cells));
        return of(options, forget, cells);
    }

    /** All pictures of the folder, of which {@link #found} makes masks. */
    private static ImageData unmasked(ImageOptions options, int cells) {
        List<Path> files = MaskFiles.pictures(options.images);
        if (files.isEmpty()) throw new BadData(options.images, "holds no pictures");
        List<String> prompts = forgetPrompts(
                options,
                files.stream().map(file -> file.getFileName().toString()).toList());
        List<Item> forget = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) forget.add(options.item(files.get(i), prompts.get(i), cells));
        return of(options, forget, cells);
    }

    private static ImageData of(ImageOptions options, List<Item> forget, int cells) {
        List<Item> seen = new ArrayList<>(forget);
        if (options.flip) forget.forEach(item -> seen.add(item.flipped()));
        return new ImageData(seen, retain(options, cells));
    }

    private static List<String> forgetPrompts(ImageOptions options, List<String> names) {
        return options.prompts == null
                ? Collections.nCopies(names.size(), options.prompt())
                : prompts(options.prompts, names);
    }

    /** The same with the masks that the model finds. */
    public ImageData found(ImageOptions options, StableDiffusion model) {
        Concept concept = options.concept();
        List<LatentSample> samples = encoded(forget, model);
        List<Item> found = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Item item = forget.get(i);
            int[] positions = model.tokenizer().encode(item.prompt()).positions(concept);
            if (positions.length == 0) {
                throw new BadData(item.name(), "its prompt \"" + item.prompt() + "\" does not name " + options.concept);
            }
            WordMaps maps = WordMaps.of(model, samples.get(i));
            found.add(options.item(item, maps.mask(0, options.wordThreshold, positions)));
        }
        return new ImageData(found, retain);
    }

    private static List<Item> retain(ImageOptions options, int cells) {
        if (options.retain().isEmpty()) return List.of();
        List<Path> files = MaskFiles.pictures(options.retain);
        if (files.isEmpty()) throw new BadData(options.retain, "holds no pictures");
        List<String> prompts = prompts(
                options.retainPrompts,
                files.stream().map(file -> file.getFileName().toString()).toList());
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) items.add(options.item(files.get(i), prompts.get(i), cells));
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
    public static List<LatentSample> encoded(List<Item> items, StableDiffusion model) {
        Map<String, StableDiffusion.TextStates> states = new HashMap<>();
        List<LatentSample> samples = new ArrayList<>();
        for (Item item : items) {
            StableDiffusion.TextStates text =
                    states.computeIfAbsent(item.prompt(), prompt -> model.states(List.of(prompt)));
            Shape picture = Shape.of(1, 3, item.seen().height(), item.seen().width());
            samples.add(model.sample(item.name(), picture, item.pixels(), item.cells(), text));
        }
        return samples;
    }
}
