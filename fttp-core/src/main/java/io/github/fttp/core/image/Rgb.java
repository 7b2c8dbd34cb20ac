package io.github.fttp.core.image;

/** A value for each channel; which unit, the user of it says. */
public record Rgb(double red, double green, double blue) {
    /** Takes one value for all three. */
    public static Rgb all(double value) {
        return new Rgb(value, value, value);
    }

    /** @param channel 0 red, 1 green, 2 blue */
    public double channel(int channel) {
        return switch (channel) {
            case 0 -> red;
            case 1 -> green;
            default -> blue;
        };
    }
}
