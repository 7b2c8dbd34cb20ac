package io.github.fttp.core.image;

import io.github.fttp.core.io.Json;
import java.util.List;

/** A value for each channel; which unit, the user of it says. */
public record Rgb(double red, double green, double blue) {
    /** Takes one value for all three. */
    public static Rgb all(double value) {
        return new Rgb(value, value, value);
    }

    /**
     * Reads a number for each channel, or one for all.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint or {@link io.github.fttp.core.io.BadData}, as the file is one or the other, if it
     *     is neither
     */
    public static Rgb of(Json given) {
        if (given.isNumber()) return all(given.number());
        List<Json> values = given.items();
        if (values.size() != 3) throw given.refuse("has " + values.size() + " values, expected 3");
        return new Rgb(
                values.get(0).number(), values.get(1).number(), values.get(2).number());
    }

    /** Reads likewise what values are divided by, which is refused where one is 0. */
    public static Rgb divisor(Json given) {
        Rgb read = of(given);
        if (read.red == 0 || read.green == 0 || read.blue == 0) {
            throw given.refuse("holds 0, by which nothing can be divided");
        }
        return read;
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
