package io.github.fttp.metrics.conceptworld;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * The world: its images, by what they are for. The same size and seed give the same images, however many are asked for and
 * in whatever order.
 *
 * @param size who lives in it, and where
 * @param seed of everything that is drawn and said in it
 */
public record ConceptWorld(WorldSize size, long seed) {
    /** The characters that live in it. */
    public Cast cast() {
        return size.cast();
    }

    /**
     * {@code count} images of these characters, from left to right: of none, one or two. Their captions are no others'
     * either.
     */
    public List<Staging> images(Split split, int count, DrawnCharacter... characters) {
        List<DrawnCharacter> shown = List.of(characters);
        Stage stage = new Stage(size.scenes(), random(split, "pictures of " + names(shown)));
        List<Staging> images = new ArrayList<>();
        while (images.size() < count) {
            Staging drawn = stage.with(shown);
            if (split.has(seed, drawn.caption())) images.add(drawn);
        }
        return images;
    }

    /** Gives what is said in one part of the world. */
    public Dialogues dialogues(Split split) {
        return new Dialogues(this, split);
    }

    private static String names(List<DrawnCharacter> characters) {
        return characters.stream().map(DrawnCharacter::name).collect(Collectors.joining(" and "));
    }

    /** Numbers of their own for each split and each matter. */
    SplittableRandom random(Split split, String matter) {
        return split.random(seed, matter);
    }
}
