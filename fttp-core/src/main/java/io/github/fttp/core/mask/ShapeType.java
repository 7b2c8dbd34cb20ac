package io.github.fttp.core.mask;

/** The shapes of labelme that are read, named as its files name them in lower case. */
enum ShapeType {
    POLYGON(3, Integer.MAX_VALUE),
    /** Two opposite corners, or all four, in any order. */
    RECTANGLE(2, 4) {
        @Override
        boolean takes(int points) {
            return points == 2 || points == 4;
        }

        @Override
        String points() {
            return "2 or 4";
        }
    },
    /** All four corners of a rectangle that may be turned. */
    ORIENTED_RECTANGLE(4, 4),
    /** An oriented rectangle, as other programs than labelme name it. */
    ROTATION(4, 4),
    /** The centre and a point on the circle. */
    CIRCLE(2, 2),
    LINE(2, 2),
    LINESTRIP(2, Integer.MAX_VALUE),
    POINT(1, 1),
    POINTS(1, Integer.MAX_VALUE),
    /** An image of what is covered, and the corners of the box that it fills. */
    MASK(2, 2);

    private final int fewest;
    private final int most;

    ShapeType(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    boolean takes(int points) {
        return points >= fewest && points <= most;
    }

    /** Whether it covers something: lines and points do not. */
    boolean hasArea() {
        return switch (this) {
            case LINE, LINESTRIP, POINT, POINTS -> false;
            default -> true;
        };
    }

    /** How many points it has, for a message. */
    String points() {
        return most == fewest ? String.valueOf(fewest) : "at least " + fewest;
    }
}
