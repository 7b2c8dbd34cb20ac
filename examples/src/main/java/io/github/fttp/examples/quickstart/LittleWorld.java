package io.github.fttp.examples.quickstart;

import static java.awt.Color.decode;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
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

    private enum Body {
        ROUND,
        SQUARE,
        TALL
    }

    private enum Hat {
        NONE,
        CAP,
        CONE
    }

    private record Named(String word, String colour) {}

    /** A character: a name of two words and a look. */
    record Someone(String name, Color colour, Body body, Hat hat) {}

    /** A picture with a question and its true answer, which names who is in it from left to right. */
    record Scene(BufferedImage picture, List<Someone> people, String question, String answer) {}

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
        BufferedImage picture = draw(people, sky, ground, sun);
        return new Scene(picture, people, question, String.join(" ", who, landscape, light));
    }

    private BufferedImage draw(List<Someone> people, Named sky, Named ground, boolean sun) {
        BufferedImage picture = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        double horizon = SIZE * (0.6 + 0.1 * random.nextDouble());
        g.setColor(decode(sky.colour()));
        g.fillRect(0, 0, SIZE, SIZE);
        g.setColor(decode(ground.colour()));
        g.fill(new Rectangle2D.Double(0, horizon, SIZE, SIZE));
        if (sun) {
            g.setColor(decode("#fff3a0"));
            g.fill(new Ellipse2D.Double(random.nextDouble() < 0.5 ? 2 : SIZE - 8, 2, 6, 6));
        }
        for (int i = 0; i < people.size(); i++) {
            double share = 1.0 / people.size();
            double middle = share * (i + 0.35 + 0.3 * random.nextDouble());
            drawSomeone(g, people.get(i), SIZE * middle, 0.9 + 0.2 * random.nextDouble());
        }
        g.dispose();
        return picture;
    }

    private static void drawSomeone(Graphics2D g, Someone who, double middle, double scale) {
        double width = (who.body() == Body.TALL ? 7 : 12) * scale;
        double height = (who.body() == Body.TALL ? 15 : 11) * scale;
        double foot = SIZE * 0.85;
        double top = foot - height;
        var body = who.body() == Body.ROUND
                ? new Ellipse2D.Double(middle - width / 2, top, width, height)
                : new Rectangle2D.Double(middle - width / 2, top, width, height);
        g.setColor(who.colour());
        g.fill(body);
        g.setColor(Color.BLACK);
        g.setStroke(new BasicStroke(0.8f));
        g.draw(body);
        g.setColor(Color.WHITE);
        g.fill(new Ellipse2D.Double(middle - 3 * scale, top + 3 * scale, 2.6 * scale, 2.6 * scale));
        g.fill(new Ellipse2D.Double(middle + 0.4 * scale, top + 3 * scale, 2.6 * scale, 2.6 * scale));
        g.setColor(Color.BLACK);
        switch (who.hat()) {
            case NONE -> {}
            case CAP -> g.fill(new Rectangle2D.Double(middle - width * 0.7, top - 1.5, width * 1.4, 3));
            case CONE -> {
                Path2D cone = new Path2D.Double();
                cone.moveTo(middle - width * 0.4, top + 1);
                cone.lineTo(middle + width * 0.4, top + 1);
                cone.lineTo(middle, top - 7 * scale);
                cone.closePath();
                g.fill(cone);
            }
        }
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
