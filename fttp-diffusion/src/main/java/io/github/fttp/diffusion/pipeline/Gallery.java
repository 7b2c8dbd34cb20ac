package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.Check;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.diffusion.unet.AttentionProbe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Images to draw, each of a prompt and a seed: models draw the same ones as far as they know the same.
 *
 * @param batch images that are drawn together, which takes more memory; company may change the last bits of an image
 */
public record Gallery(TextToImage how, List<Request> requests, int batch) {
    /** One image. */
    public record Request(String prompt, long seed) {}

    /**
     * An image, and where it attends to a word of its prompt.
     *
     * @param attended of the image's size
     */
    public record AttendedImage(Image image, PixelMask attended) {}

    /** A listener to what is drawn. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Is told that images are drawn together.
         *
         * @param first number of the first of them, from 1
         * @param last number of the last of them
         * @param of how many there will be in all
         * @return what watches their steps
         */
        TextToImage.Watcher drawing(int first, int last, int of);

        /**
         * Is given an image as soon as it is drawn.
         *
         * @param number from 1
         */
        default void drawn(int number, Image image) {}

        /** Hears nothing. */
        static Listener none() {
            return (first, last, of) -> TextToImage.Watcher.none();
        }
    }

    public Gallery {
        Check.atLeast(1, batch, "batch");
        requests = List.copyOf(requests);
    }

    /** Images of each prompt, of seeds from 0 on, prompt by prompt and one after the other. */
    public static Gallery of(TextToImage how, List<String> prompts, int each) {
        return new Gallery(
                how,
                prompts.stream()
                        .flatMap(prompt -> IntStream.range(0, each).mapToObj(seed -> new Request(prompt, seed)))
                        .toList(),
                1);
    }

    /** Draws them with a model. */
    public List<Image> draw(LoadedPipeline model, Listener listener) {
        List<Image> images = new ArrayList<>();
        for (int from = 0; from < requests.size(); from += batch) {
            List<Request> together = together(from);
            images.addAll(draw(model, from, together, AttentionProbe.none(), listener));
        }
        return images;
    }

    /**
     * Draws them, and finds where each attends to a word.
     *
     * @param threshold of the most that any place attends, in [0, 1]
     * @throws IllegalArgumentException if a prompt does not have the word, see {@link #requireWord}
     */
    public List<AttendedImage> draw(LoadedPipeline model, Concept word, float threshold, Listener listener) {
        List<AttendedImage> images = new ArrayList<>();
        var latent = model.latentShape(1, how.height(), how.width());
        for (int from = 0; from < requests.size(); from += batch) {
            List<Request> together = together(from);
            CrossAttentionMaps maps = new CrossAttentionMaps(latent.dim(2), latent.dim(3));
            List<Image> drawn = draw(model, from, together, maps, listener);
            for (int i = 0; i < drawn.size(); i++) {
                int[] positions = model.tokenizers().positions(together.get(i).prompt(), word);
                PixelMask attended = maps.mask(i, threshold, positions).resized(how.width(), how.height());
                images.add(new AttendedImage(drawn.get(i), attended));
            }
        }
        return images;
    }

    private List<Request> together(int from) {
        return requests.subList(from, Math.min(requests.size(), from + batch));
    }

    private List<Image> draw(
            LoadedPipeline model, int from, List<Request> together, AttentionProbe probe, Listener listener) {
        List<Image> images = how.images(
                model,
                together.stream().map(Request::prompt).toList(),
                listener.drawing(from + 1, from + together.size(), requests.size()),
                probe,
                together.stream().mapToLong(Request::seed).toArray());
        for (int i = 0; i < images.size(); i++) listener.drawn(from + i + 1, images.get(i));
        return images;
    }

    /**
     * Looks whether each prompt has a word.
     *
     * @param name of the word in a message
     * @throws IllegalArgumentException if one has not, or if the text encoders read different texts
     */
    public void requireWord(StableDiffusionFolder model, Concept word, String name) {
        if (how.second().isPresent()) {
            throw new IllegalArgumentException(name + " is looked for in one prompt, but there are two");
        }
        for (Request each : requests) {
            if (model.tokenizers().positions(each.prompt(), word).length > 0) continue;
            throw new IllegalArgumentException(
                    name + " \"" + word.name() + "\" does not occur in \"" + each.prompt() + "\"");
        }
    }

    /** How the images were made, by the names that diffusers has for it, to be kept in their file. */
    public Map<String, String> notes() {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("prompt", requests.stream().map(Request::prompt).distinct().collect(Collectors.joining("\n")));
        how.second().ifPresent(second -> notes.put("prompt_2", second));
        notes.put(
                "negative_prompt",
                how.negative().isEmpty() ? "" : how.negative().get(0));
        if (how.negative().size() > 1)
            notes.put("negative_prompt_2", how.negative().get(1));
        notes.put("guidance_scale", String.valueOf(how.guidance()));
        notes.put("num_inference_steps", String.valueOf(how.steps()));
        notes.put("seed", seeds());
        notes.put("size", how.width() + "x" + how.height());
        return notes;
    }

    /** Keeps the settings, with one of the requests alone. */
    public Gallery only(int request) {
        return new Gallery(how, List.of(requests.get(request)), batch);
    }

    /** Each once, in their order; those that follow one another are shortened. */
    private String seeds() {
        long[] seeds = requests.stream().mapToLong(Request::seed).distinct().toArray();
        boolean following = IntStream.range(1, seeds.length).allMatch(i -> seeds[i] == seeds[i - 1] + 1);
        if (seeds.length > 1 && following) return seeds[0] + " to " + seeds[seeds.length - 1];
        return Arrays.stream(seeds).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    }
}
