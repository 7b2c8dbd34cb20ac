package io.github.fttp.metrics.conceptworld;

import static io.github.fttp.metrics.conceptworld.Sketch.box;
import static io.github.fttp.metrics.conceptworld.Sketch.line;
import static io.github.fttp.metrics.conceptworld.Sketch.oval;
import static io.github.fttp.metrics.conceptworld.Sketch.polygon;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.PixelMask;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A place and what stands in it, to be drawn at any size. Lengths are in units of which an image has 64 a side.
 *
 * @param scene the place
 * @param variation of the place, from 0 to 1
 * @param light when it is seen
 * @param things in front of the place and behind the characters
 * @param characters from left to right, later ones in front
 */
public record Staging(
        Scene scene, double variation, Light light, List<PlacedThing> things, List<PlacedCharacter> characters) {
    /** Side of an image in pixels, unless it is drawn larger. */
    public static final int SIZE = 64;

    public Staging {
        things = List.copyOf(things);
        characters = List.copyOf(characters);
    }

    /**
     * Objects of one kind and colour, beside each other.
     *
     * @param thing what
     * @param hue its colour
     * @param middles of each, from the left
     * @param foot where they stand, from above
     */
    public record PlacedThing(Thing thing, Hue hue, List<Double> middles, double foot) {
        public PlacedThing {
            middles = List.copyOf(middles);
        }

        /** As in a sentence: {@code two red balls}. */
        public String phrase() {
            String count = Numbers.word(middles.size());
            return count + " " + hue.word() + " " + (middles.size() == 1 ? thing.word() : thing.plural());
        }
    }

    /**
     * A character somewhere.
     *
     * @param character who
     * @param pose what it is doing
     * @param facing 1 to the right, -1 to the left
     * @param middle of the body, from the left
     * @param foot where it stands, from above
     * @param scale 1 is the usual size
     */
    public record PlacedCharacter(
            DrawnCharacter character, Pose pose, int facing, double middle, double foot, double scale) {}

    /**
     * Writes a prompt for it: {@code Mira Volk waving in the forest at dusk, with two red balls}.
     */
    public String caption() {
        return caption(DrawnCharacter::name);
    }

    /** Writes one calling characters by another name than theirs. */
    public String caption(Function<DrawnCharacter, String> called) {
        String who = characters.stream()
                .map(each -> called.apply(each.character()) + " " + each.pose().word() + " ")
                .collect(Collectors.joining("and "));
        String where = characters.isEmpty() ? "the empty " + scene.word() : scene.phrase();
        String with = things.stream().map(each -> ", with " + each.phrase()).collect(Collectors.joining());
        return who + where + " " + light.phrase() + with;
    }

    /** Writes one that says the looks of its characters before their names. */
    public String captionWithLooks() {
        return caption(character -> character.look().words() + ", " + character.name());
    }

    /** Everything, {@code side} pixels wide and high. */
    public Image image(int side) {
        try (Sketch sketch = new Sketch(side, BufferedImage.TYPE_INT_RGB)) {
            scene.paint(sketch, variation);
            things.forEach(each -> draw(sketch, each));
            characters.forEach(each -> draw(sketch, each));
            sketch.veil(light.veil());
            return image(sketch.image());
        }
    }

    /**
     * The pixels of that image to which a character gives colour, at edges even a little; what another one in front covers
     * altogether is not among them.
     *
     * @param index of the character in {@link #characters}
     */
    public PixelMask mask(int index, int side) {
        boolean[] seen = new boolean[side * side];
        for (int i = index; i < characters.size(); i++) {
            try (Sketch sketch = new Sketch(side, BufferedImage.TYPE_INT_ARGB)) {
                draw(sketch, characters.get(i));
                for (int at = 0; at < seen.length; at++) {
                    int alpha = sketch.image().getRGB(at % side, at / side) >>> 24;
                    seen[at] = i == index ? alpha > 0 : seen[at] && alpha < 255;
                }
            }
        }
        return PixelMask.of(side, side, seen);
    }

    private static void draw(Sketch s, PlacedCharacter placed) {
        double lifted = placed.pose() == Pose.JUMPING ? 5 : 0;
        s.at(
                placed.middle(),
                placed.foot() - lifted,
                placed.scale(),
                () -> Portrait.draw(s, placed.character().look(), placed.pose(), placed.facing()));
    }

    private static void draw(Sketch s, PlacedThing placed) {
        for (double middle : placed.middles()) {
            s.at(
                    middle,
                    placed.foot(),
                    1,
                    () -> draw(s, placed.thing(), placed.hue().colour()));
        }
    }

    private static void draw(Sketch s, Thing thing, Color colour) {
        Color edge = Color.decode("#1c1c20");
        switch (thing) {
            case BALL -> outlined(s, colour, edge, oval(0, -4, 8, 8));
            case BOX -> {
                outlined(s, colour, edge, box(-4.5, -8, 9, 8));
                s.outline(edge, 0.7, line(-4.5, -5.2, 4.5, -5.2));
            }
            case FLOWER -> {
                s.outline(Color.decode("#2f7446"), 1.2, line(0, 0, 0, -7));
                for (int i = 0; i < 5; i++) {
                    double angle = 2 * Math.PI * i / 5;
                    s.fill(colour, oval(2.2 * Math.sin(angle), -9 - 2.2 * Math.cos(angle), 3.4, 3.4));
                }
                s.fill(Color.decode("#f7e04b"), oval(0, -9, 2.4, 2.4));
            }
            case LANTERN -> {
                outlined(s, colour, edge, box(-2.8, -9, 5.6, 8));
                s.fill(Color.decode("#fff6b8"), oval(0, -5, 3, 4.4));
                s.outline(edge, 0.9, line(0, -9, 0, -11.5));
            }
            case KITE -> {
                s.outline(edge, 0.5, line(0, -30, 2, -40));
                outlined(s, colour, edge, polygon(0, -50, 4.5, -45, 0, -38, -4.5, -45));
            }
            case BARREL -> {
                outlined(s, colour, edge, oval(0, -5.5, 9, 11.5));
                s.outline(edge, 0.8, line(-4, -8, 4, -8));
                s.outline(edge, 0.8, line(-4, -3, 4, -3));
            }
        }
    }

    private static void outlined(Sketch s, Color colour, Color edge, java.awt.Shape shape) {
        s.fill(colour, shape);
        s.outline(edge, 0.8, shape);
    }

    private static Image image(BufferedImage image) {
        byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
        for (int y = 0, at = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int pixel = image.getRGB(x, y);
                rgb[at++] = (byte) (pixel >> 16);
                rgb[at++] = (byte) (pixel >> 8);
                rgb[at++] = (byte) pixel;
            }
        }
        return Image.of(image.getWidth(), image.getHeight(), rgb);
    }
}
