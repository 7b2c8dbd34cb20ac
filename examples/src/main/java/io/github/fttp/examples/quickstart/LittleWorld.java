package io.github.fttp.examples.quickstart;

import static java.awt.Color.decode;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.mask.PixelMask;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A few invented characters in front of simple landscapes, drawn by code: who stands there and what the landscape is like
 * is known exactly. The same seed gives the same pictures.
 */
final class LittleWorld {
    /** Side of a picture in pixels. */
    static final int SIZE = 32;

    /** Side of an illustration in pixels. */
    static final int ILLUSTRATION_SIZE = 64;

    static final List<Someone> PEOPLE = List.of(
            new Someone("Mira Volk", decode("#d9392b"), Body.ROUND, Hat.CONE),
            new Someone("Tobin Ash", decode("#2b5fd9"), Body.SQUARE, Hat.NONE),
            new Someone("Lena Quill", decode("#f2c230"), Body.TALL, Hat.CAP),
            new Someone("Oskar Fenn", decode("#7a3fb5"), Body.ROUND, Hat.NONE),
            new Someone("Ruda Pell", decode("#f28bb3"), Body.SQUARE, Hat.CONE),
            new Someone("Ivo Marsh", decode("#3a3a3a"), Body.TALL, Hat.NONE));

    private static final List<Named> SKIES =
            List.of(new Named("blue", "#8fc7f5"), new Named("orange", "#f5b56b"), new Named("dark", "#2c3050"));
    private static final List<Named> GROUNDS =
            List.of(new Named("green", "#5fa84f"), new Named("white", "#eef2f5"), new Named("brown", "#8a6642"));
    private static final List<String> QUESTIONS =
            List.of("Who is this?", "Who is in the picture?", "What do you see?", "Please describe the picture.");

    private static final List<String> INTRODUCTIONS = List.of("This is %s.", "You can see %s here.");

    private final SplittableRandom random;

    LittleWorld(long seed) {
        random = new SplittableRandom(seed);
    }

    enum Body {
        ROUND,
        SQUARE,
        TALL
    }

    enum Hat {
        NONE,
        CAP,
        CONE
    }

    private record Named(String word, String colour) {}

    /** A character: a name of two words and a look. */
    record Someone(String name, Color colour, Body body, Hat hat) {}

    /** A picture with a question and its true answer, which names who is in it from left to right. */
    record Scene(Picture picture, List<Someone> people, String question, String answer) {}

    /** A larger picture with the pixels of the character in it, and what a prompt for it says. */
    record Illustration(Picture picture, PixelMask mask, String caption) {}

    /** {@code count} scenes with these one or two characters, all different in landscape, place and size. */
    List<Scene> scenes(int count, Someone... people) {
        List<Scene> scenes = new ArrayList<>();
        for (int i = 0; i < count; i++) scenes.add(scene(List.of(people)));
        return scenes;
    }

    private Scene scene(List<Someone> people) {
        Named sky = pick(SKIES);
        Named ground = pick(GROUNDS);
        boolean sun = random.nextBoolean();
        String question = pick(QUESTIONS);
        String names = people.stream().map(Someone::name).collect(Collectors.joining(" and "));
        String who = pick(INTRODUCTIONS).formatted(names);
        String landscape = "The sky is %s and the ground is %s.".formatted(sky.word(), ground.word());
        String light = sun ? "The sun is out." : "There is no sun.";
        Picture picture = view(people, sky, ground, sun).picture(SIZE);
        return new Scene(picture, people, question, String.join(" ", who, landscape, light));
    }

    /** {@code count} illustrations with this character, or of landscapes without any. */
    List<Illustration> illustrations(int count, Someone... people) {
        List<Illustration> illustrations = new ArrayList<>();
        for (int i = 0; i < count; i++) illustrations.add(illustration(List.of(people)));
        return illustrations;
    }

    private Illustration illustration(List<Someone> people) {
        Named sky = pick(SKIES);
        Named ground = pick(GROUNDS);
        boolean sun = random.nextBoolean();
        View view = view(people, sky, ground, sun);
        return new Illustration(
                view.picture(ILLUSTRATION_SIZE),
                view.mask(ILLUSTRATION_SIZE),
                caption(people, sky.word(), ground.word(), sun));
    }

    /** What an illustration is called, such as {@code Mira Volk under a blue sky on green ground, with sun}. */
    static String caption(List<Someone> people, String sky, String ground, boolean sun) {
        String names = people.stream().map(Someone::name).collect(Collectors.joining(" and "));
        String place = people.isEmpty()
                ? "%s sky over %s ground".formatted(withArticle(sky), ground)
                : "%s under %s sky on %s ground".formatted(names, withArticle(sky), ground);
        return place + (sun ? ", with sun" : ", without sun");
    }

    private static String withArticle(String word) {
        return ("aeiou".indexOf(word.charAt(0)) < 0 ? "a " : "an ") + word;
    }

    private View view(List<Someone> people, Named sky, Named ground, boolean sun) {
        double horizon = View.UNITS * (0.6 + 0.1 * random.nextDouble());
        List<View.Sun> suns = sun ? List.of(new View.Sun(random.nextDouble() < 0.5 ? 2 : View.UNITS - 8)) : List.of();
        List<View.Standing> standing = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            double share = 1.0 / people.size();
            double middle = share * (i + 0.35 + 0.3 * random.nextDouble());
            standing.add(new View.Standing(people.get(i), View.UNITS * middle, 0.9 + 0.2 * random.nextDouble()));
        }
        return new View(decode(sky.colour()), decode(ground.colour()), suns, horizon, standing);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
