package io.github.fttp.core.mask;

/** The shapes of labelme that are read, named as its files name them in lower case. */
enum ShapeType {
    POLYGON(3, Integer.MAX_VALUE),
    /** Two opposite corners. */
    RECTANGLE(2, 2),
    /** The centre and a point on the circle. */
    CIRCLE(2, 2),
    LINE(2, 2),
    LINESTRIP(2, Integer.MAX_VALUE),
    POINT(1, 1);

    private final int fewest;
    private final int most;

    ShapeType(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    boolean takes(int points) {
        return points >= fewest && points <= most;
    }

    /** How many points it has, for a message. */
    String points() {
        return most == fewest ? String.valueOf(fewest) : "at least " + fewest;
    }
}
