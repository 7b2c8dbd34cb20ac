package io.github.fttp.metrics.conceptworld;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Shapes drawn in units of which an image has {@link #UNITS} a side, whatever its size in pixels. */
final class Sketch implements AutoCloseable {
    /** Side of an image. */
    static final double UNITS = 64;

    private final BufferedImage image;
    private final Graphics2D g;

    /** @param type of {@link BufferedImage} */
    Sketch(int side, int type) {
        image = new BufferedImage(side, side, type);
        g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.scale(side / UNITS, side / UNITS);
    }

    BufferedImage image() {
        return image;
    }

    void fill(Color colour, Shape shape) {
        g.setColor(colour);
        g.fill(shape);
    }

    void outline(Color colour, double width, Shape shape) {
        g.setColor(colour);
        g.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(shape);
    }

    /** From {@code top}, all across, one colour fading into another. */
    void gradient(Color above, Color below, double top, double bottom) {
        g.setPaint(new GradientPaint(0, (float) top, above, 0, (float) bottom, below));
        g.fill(new Rectangle2D.Double(0, top, UNITS, bottom - top));
    }

    /** Over everything. */
    void veil(Color colour) {
        fill(colour, new Rectangle2D.Double(0, 0, UNITS, UNITS));
    }

    /** Draws something within a shape only. */
    void within(Shape shape, Runnable inside) {
        Shape before = g.getClip();
        g.clip(shape);
        inside.run();
        g.setClip(before);
    }

    /** Draws something in units of its own: {@code scale} of them a unit here, from this point on. */
    void at(double x, double y, double scale, Runnable inside) {
        AffineTransform before = g.getTransform();
        g.translate(x, y);
        g.scale(scale, scale);
        inside.run();
        g.setTransform(before);
    }

    static Shape box(double left, double top, double width, double height) {
        return new Rectangle2D.Double(left, top, width, height);
    }

    static Shape oval(double middleX, double middleY, double width, double height) {
        return new Ellipse2D.Double(middleX - width / 2, middleY - height / 2, width, height);
    }

    static Shape line(double fromX, double fromY, double toX, double toY) {
        return new Line2D.Double(fromX, fromY, toX, toY);
    }

    /** @param points x and y in turn */
    static Shape polygon(double... points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) path.lineTo(points[i], points[i + 1]);
        path.closePath();
        return path;
    }

    @Override
    public void close() {
        g.dispose();
    }
}
