package io.github.fttp.metrics.conceptworld;

import static io.github.fttp.metrics.conceptworld.Sketch.box;
import static io.github.fttp.metrics.conceptworld.Sketch.line;
import static io.github.fttp.metrics.conceptworld.Sketch.oval;
import static io.github.fttp.metrics.conceptworld.Sketch.polygon;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.RoundRectangle2D;

/** Draws a character: its feet at the origin, about 34 units high with what is on its head, 20 to 24 wide. */
final class Portrait {
    private static final Color LINE = Color.decode("#1c1c20");
    private static final double STROKE = 1.1;
    /** How far legs lift a body. */
    private static final double LEGS = 4;

    private final Sketch s;
    private final Look look;
    private final Color trim;
    private final double width;
    private final double height;
    private final double top;
    private final double eyes;

    private Portrait(Sketch s, Look look) {
        this.s = s;
        this.look = look;
        trim = look.trim().colour();
        width = switch (look.body()) {
            case TALL -> 13;
            case ROUND, PEAR -> 21;
            case SQUARE -> 19;
            case TRIANGLE, DIAMOND -> 23;
        };
        height = switch (look.body()) {
            case TALL -> 25;
            case ROUND, SQUARE -> 19;
            case PEAR, TRIANGLE, DIAMOND -> 22;
        };
        top = -LEGS - height;
        eyes = switch (look.body()) {
            case TRIANGLE -> top + 11;
            case DIAMOND -> top + 9;
            case TALL, ROUND, SQUARE, PEAR -> top + 7;
        };
    }

    /** @param facing 1 to the right, -1 to the left: where it looks and with which arm it waves */
    static void draw(Sketch s, Look look, Pose pose, int facing) {
        new Portrait(s, look).draw(pose, facing);
    }

    private void draw(Pose pose, int facing) {
        double handX = width / 2 + 4;
        double lifted = eyes - 2;
        double hanging = eyes + 9;
        double rightHand = pose == Pose.CHEERING || pose == Pose.WAVING && facing > 0 ? lifted : hanging;
        double leftHand = pose == Pose.CHEERING || pose == Pose.WAVING && facing < 0 ? lifted : hanging;
        double spread = pose == Pose.JUMPING ? 3 : 0;
        s.outline(LINE, 1.6, line(-3, -LEGS - 1, -4 - spread, -0.5));
        s.outline(LINE, 1.6, line(3, -LEGS - 1, 4 + spread, -0.5));
        s.outline(LINE, 1.6, line(-width / 2 + 3, eyes + 5, -handX, leftHand));
        s.outline(LINE, 1.6, line(width / 2 - 3, eyes + 5, handX, rightHand));
        held(facing < 0 ? -handX : handX, facing < 0 ? leftHand : rightHand);
        Shape body = body();
        s.fill(look.colour().colour(), body);
        s.within(body, this::pattern);
        s.outline(LINE, STROKE, body);
        if (look.accessory() == Look.Accessory.SCARF) {
            s.within(body, () -> s.fill(trim, box(-14, eyes + 4.5, 28, 3.6)));
            s.fill(trim, box(2.5, eyes + 6, 3.6, 7));
        }
        face(facing);
        headwear();
    }

    private Shape body() {
        double half = width / 2;
        return switch (look.body()) {
            case ROUND -> oval(0, top + height / 2, width, height);
            case SQUARE -> box(-half, top, width, height);
            case TALL -> new RoundRectangle2D.Double(-half, top, width, height, 9, 9);
            case TRIANGLE -> polygon(-half, -LEGS, half, -LEGS, 0, top);
            case DIAMOND -> polygon(0, top, half, top + height / 2, 0, -LEGS, -half, top + height / 2);
            case PEAR -> {
                Area pear = new Area(oval(0, top + height * 0.33, width * 0.66, height * 0.66));
                pear.add(new Area(oval(0, top + height * 0.68, width, height * 0.64)));
                yield pear;
            }
        };
    }

    private void pattern() {
        switch (look.pattern()) {
            case PLAIN -> {}
            case STRIPES -> {
                for (double y = top + 2; y < 0; y += 6) s.fill(trim, box(-14, y, 28, 2.6));
            }
            case DOTS -> {
                for (int row = 0; row < 5; row++) {
                    for (int i = -2; i <= 2; i++) {
                        s.fill(trim, oval(6 * i + 3 * (row % 2), top + 2 + 5.5 * row, 2.9, 2.9));
                    }
                }
            }
            case CHECKS -> {
                for (int row = 0; row < 6; row++) {
                    for (int i = -2; i <= 2; i++) {
                        s.fill(trim, box(9 * i + 4.5 * (row % 2) - 2.2, top + 4.5 * row, 4.5, 4.5));
                    }
                }
            }
            case BELLY -> s.fill(trim, oval(0, -LEGS - height * 0.2, width * 0.62, height * 0.5));
        }
    }

    private void face(int facing) {
        for (int side = -1; side <= 1; side += 2) {
            s.fill(Color.WHITE, oval(3.1 * side, eyes, 4.6, 4.8));
            s.outline(LINE, 0.6, oval(3.1 * side, eyes, 4.6, 4.8));
            s.fill(LINE, oval(3.1 * side + 0.9 * facing, eyes + 0.3, 2, 2.2));
        }
        if (look.accessory() == Look.Accessory.GLASSES) {
            for (int side = -1; side <= 1; side += 2) s.outline(trim, 1.7, oval(3.6 * side, eyes, 6.6, 6.6));
        }
    }

    private void held(double x, double y) {
        switch (look.accessory()) {
            case NONE, SCARF, GLASSES -> {}
            case BALLOON -> {
                s.outline(LINE, 0.6, line(x, y, x, y - 13));
                s.fill(trim, oval(x, y - 16.5, 7.5, 9));
                s.outline(LINE, 0.8, oval(x, y - 16.5, 7.5, 9));
            }
            case CANE -> {
                s.outline(LINE, 2.6, line(x, y - 2, x, y + 11));
                s.outline(trim, 1.4, line(x, y - 2, x, y + 11));
            }
            case BAG -> {
                s.fill(trim, box(x - 3.5, y + 2, 7, 6.5));
                s.outline(LINE, 0.9, box(x - 3.5, y + 2, 7, 6.5));
                s.outline(LINE, 0.9, line(x - 2, y + 2, x, y - 1));
                s.outline(LINE, 0.9, line(x + 2, y + 2, x, y - 1));
            }
        }
    }

    private void headwear() {
        double y = top + (look.body() == Look.Body.TRIANGLE || look.body() == Look.Body.DIAMOND ? 3 : 1);
        switch (look.headwear()) {
            case NONE -> {}
            case CONE -> worn(polygon(-6, y, 6, y, 0, y - 11));
            case CAP -> {
                worn(box(-6.5, y - 4, 13, 4));
                worn(box(1, y - 1.2, 10, 2));
            }
            case CROWN ->
                worn(polygon(-6.5, y, 6.5, y, 6.5, y - 7, 3.2, y - 3.5, 0, y - 8, -3.2, y - 3.5, -6.5, y - 7));
            case BOW -> {
                worn(polygon(0, y - 2, 7, y - 6, 7, y + 2));
                worn(polygon(0, y - 2, -7, y - 6, -7, y + 2));
            }
            case ANTENNAE -> {
                for (int side = -1; side <= 1; side += 2) {
                    s.outline(LINE, 1, line(2.5 * side, y, 5 * side, y - 7));
                    worn(oval(5 * side, y - 8, 3.6, 3.6));
                }
            }
            case TOP_HAT -> {
                worn(box(-4.5, y - 9, 9, 9));
                worn(box(-8, y - 1.5, 16, 2.6));
            }
        }
    }

    private void worn(Shape shape) {
        s.fill(trim, shape);
        s.outline(LINE, 0.9, shape);
    }
}
