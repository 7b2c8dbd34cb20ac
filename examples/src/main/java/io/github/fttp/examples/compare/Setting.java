package io.github.fttp.examples.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * What is chosen for a method on characters that are not reported.
 *
 * @param rate of the optimiser
 * @param steps of the optimiser
 * @param scale of what a method does at the end, where it does something (task vector, closed form); 1 otherwise
 */
record Setting(double rate, int steps, double scale) {
    /** The rate as papers write it: {@code 8e-4}. */
    String rateText() {
        return String.valueOf(rate).replace(".0E", "e");
    }

    @Override
    public String toString() {
        String scaled = "scale " + scale;
        if (steps == 0) return scaled;
        return steps + " steps at " + rateText() + (scale == 1 ? "" : ", " + scaled);
    }

    /** Each rate with these steps. */
    static List<Setting> rates(int steps, double... rates) {
        List<Setting> grid = new ArrayList<>();
        for (double rate : rates) grid.add(new Setting(rate, steps, 1));
        return grid;
    }
}
