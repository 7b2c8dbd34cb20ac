package io.github.fttp.examples.forget;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.ImageFolder;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.MaskedImage;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.mask.UniformMasks;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.data.Prompts;
import io.github.fttp.diffusion.pipeline.CrossAttentionMaps;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.Conditioning;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The images of a run, fitted to the size the model trains at.
 *
 * @param forget with their masks
 * @param retain without, covering nothing; empty where none were given
 */
public record ImageData(List<Item> forget, List<Item> retain) {
    /**
     * One image.
     *
     * @param name of its file
     * @param seen what the encoder sees of it
     * @param mask at that size
     * @param cells on the latent
     */
    public record Item(String name, Image seen, float[] pixels, PixelMask mask, LatentMask cells, String prompt) {
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
     * @param needsMasks whether each image must have a mask; else those there are serve for measuring
     * @param err takes what is wrong with images, but for the last refusal, which is thrown
     */
    public static ImageData read(ImageOptions options, int cells, boolean needsMasks, PrintWriter err) {
        if (options.findsMasks()) return unmasked(options, cells, Map.of(), err);
        if (!needsMasks) return unmasked(options, cells, options.ifAny(options.images, err), err);
        List<MaskedImage> masked = options.masked(err);
        List<String> prompts = forgetPrompts(
                options, masked.stream().map(MaskedImage::namedImage).toList(), err);
        List<Item> forget = new ArrayList<>();
        for (int i = 0; i < masked.size(); i++) {
            forget.add(options.item(masked.get(i), prompts.get(i), cells, options.uniform()));
        }
        return of(options, forget, cells, err);
    }

    /** All images of the folder, whether they have masks or not; {@link #found} makes masks of them. */
    private static ImageData unmasked(ImageOptions options, int cells, Map<Path, MaskedImage> masks, PrintWriter err) {
        Set<Path> files = new LinkedHashSet<>(ImageFolder.of(options.images).images());
        files.addAll(masks.keySet()); // images within annotations
        if (files.isEmpty()) throw new BadData(options.images, "holds no images");
        List<Path> named = files.stream()
                .map(file -> masks.containsKey(file) ? masks.get(file).namedImage() : file)
                .toList();
        List<String> prompts = forgetPrompts(options, named, err);
        List<Item> forget = new ArrayList<>();
        for (Path file : files) {
            String prompt = prompts.get(forget.size());
            forget.add(
                    masks.containsKey(file)
                            ? options.item(masks.get(file), prompt, cells, UniformMasks.ALLOWED)
                            : options.item(file, prompt, cells));
        }
        return of(options, forget, cells, err);
    }

    private static ImageData of(ImageOptions options, List<Item> forget, int cells, PrintWriter err) {
        List<Item> seen = new ArrayList<>(forget);
        if (options.flip) forget.forEach(item -> seen.add(item.flipped()));
        return new ImageData(seen, retain(options, cells, err));
    }

    private static List<String> forgetPrompts(ImageOptions options, List<Path> images, PrintWriter err) {
        List<String> texts = options.prompts == null
                ? Collections.nCopies(images.size(), options.prompt())
                : prompts(options.prompts, images, err);
        if (texts.stream().allMatch(text -> options.concept().occurrences(text).isEmpty())) {
            err.println("--concept \"" + options.concept + "\" occurs in no prompt of the images");
        }
        return texts;
    }

    private static List<String> prompts(Path file, List<Path> images, PrintWriter err) {
        Prompts prompts = Prompts.read(file);
        if (prompts.haveSeeds()) err.println(file + ": its seeds are not used: these prompts are of images");
        return prompts.of(images);
    }

    /** The same with the masks that the model finds. */
    public ImageData found(ImageOptions options, LoadedPipeline model) {
        Concept concept = options.concept();
        List<LatentSample> samples = encoded(forget, model);
        List<Item> found = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Item item = forget.get(i);
            int[] positions = model.tokenizer().encode(item.prompt()).positions(concept);
            if (positions.length == 0) {
                throw new BadData(item.name(), "its prompt \"" + item.prompt() + "\" does not name " + options.concept);
            }
            CrossAttentionMaps maps = CrossAttentionMaps.of(model, samples.get(i));
            found.add(options.item(item, maps.mask(0, options.wordThreshold, positions)));
        }
        return new ImageData(found, retain);
    }

    private static List<Item> retain(ImageOptions options, int cells, PrintWriter err) {
        if (options.retain().isEmpty()) return List.of();
        List<Path> files = ImageFolder.of(options.retain).images();
        if (files.isEmpty()) throw new BadData(options.retain, "holds no images");
        List<String> prompts = prompts(options.retainPrompts, files, err);
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) items.add(options.item(files.get(i), prompts.get(i), cells));
        return items;
    }

    /** The images as the U-Net takes them: each is encoded once. */
    public static List<LatentSample> encoded(List<Item> items, LoadedPipeline model) {
        Map<String, Conditioning> states = new HashMap<>();
        List<LatentSample> samples = new ArrayList<>();
        for (Item item : items) {
            Conditioning text = states.computeIfAbsent(item.prompt(), prompt -> model.conditioning(List.of(prompt)));
            Shape image = Shape.of(1, 3, item.seen().height(), item.seen().width());
            samples.add(model.sample(item.name(), image, item.pixels(), item.cells(), text));
        }
        return samples;
    }
}
