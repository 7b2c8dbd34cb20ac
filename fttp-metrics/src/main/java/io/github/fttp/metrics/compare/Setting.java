package io.github.fttp.metrics.compare;

import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.method.UnlearningMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * A setting that is chosen for a method on characters that are not reported.
 *
 * @param rate of the optimiser
 * @param steps of the optimiser
 * @param scale of the method's forget strength
 */
public record Setting(double rate, int steps, double scale) {
    private static final String ALPHA = "alpha";

    /** The method with its forget strength scaled. */
    public UnlearningMethod of(MethodSpec method) {
        if (scale == 1) return method.method();
        double alpha = Double.parseDouble(method.settings().get(ALPHA));
        return method.with(ALPHA, String.valueOf(scale * alpha)).method();
    }

    /** The rate as papers write it: {@code 8e-4}. */
    public String rateText() {
        return String.valueOf(rate).replace(".0E", "e");
    }

    @Override
    public String toString() {
        String scaled = "scale " + scale;
        if (steps == 0) return scaled;
        return steps + " steps at " + rateText() + (scale == 1 ? "" : ", " + scaled);
    }

    /** Each rate with these steps. */
    public static List<Setting> rates(int steps, double... rates) {
        List<Setting> grid = new ArrayList<>();
        for (double rate : rates) grid.add(new Setting(rate, steps, 1));
        return grid;
    }

    /** One rate with these steps, and each scale. */
    public static List<Setting> scales(double rate, int steps, double... scales) {
        List<Setting> grid = new ArrayList<>();
        for (double scale : scales) grid.add(new Setting(rate, steps, scale));
        return grid;
    }
}
