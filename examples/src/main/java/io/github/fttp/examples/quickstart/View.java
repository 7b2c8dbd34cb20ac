package io.github.fttp.examples.quickstart;

import static java.awt.Color.decode;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.examples.quickstart.LittleWorld.Body;
import io.github.fttp.examples.quickstart.LittleWorld.Someone;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A place of the little world and who stands there, to be drawn at any size. Lengths are in units of which a picture has
 * {@link #UNITS} a side.
 *
 * @param sky its colour
 * @param ground its colour
 * @param suns none or one
 * @param horizon where the ground begins, from above
 * @param people from left to right
 */
record View(Color sky, Color ground, List<Sun> suns, double horizon, List<Standing> people) {
    static final int UNITS = 32;

    private static final Color SUN = decode("#fff3a0");

    /** @param left its left edge */
    record Sun(double left) {}

    /**
     * A character somewhere.
     *
     * @param middle of the body, from the left
     * @param scale 1 is the usual size
     */
    record Standing(Someone who, double middle, double scale) {}

    /** Everything, {@code side} pixels wide and high. */
    Picture picture(int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = graphics(image);
        g.setColor(sky);
        g.fillRect(0, 0, UNITS, UNITS);
        g.setColor(ground);
        g.fill(new Rectangle2D.Double(0, horizon, UNITS, UNITS));
        g.setColor(SUN);
        for (Sun sun : suns) g.fill(new Ellipse2D.Double(sun.left(), 2, 6, 6));
        for (Standing each : people) draw(g, each);
        g.dispose();
        return picture(image);
    }

    /** The pixels of that picture to which a character gives colour, at edges even a little. */
    PixelMask mask(int side) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = graphics(image);
        for (Standing each : people) draw(g, each);
        g.dispose();
        boolean[] covered = new boolean[side * side];
        for (int i = 0; i < covered.length; i++) covered[i] = image.getRGB(i % side, i / side) >>> 24 > 0;
        return PixelMask.of(side, side, covered);
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.scale(image.getWidth() / (double) UNITS, image.getHeight() / (double) UNITS);
        return g;
    }

    private static Picture picture(BufferedImage image) {
        byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
        for (int y = 0, at = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int pixel = image.getRGB(x, y);
                rgb[at++] = (byte) (pixel >> 16);
                rgb[at++] = (byte) (pixel >> 8);
                rgb[at++] = (byte) pixel;
            }
        }
        return Picture.of(image.getWidth(), image.getHeight(), rgb);
    }

    private static void draw(Graphics2D g, Standing standing) {
        Someone who = standing.who();
        double middle = standing.middle();
        double scale = standing.scale();
        double width = (who.body() == Body.TALL ? 7 : 12) * scale;
        double height = (who.body() == Body.TALL ? 15 : 11) * scale;
        double foot = UNITS * 0.85;
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
}
