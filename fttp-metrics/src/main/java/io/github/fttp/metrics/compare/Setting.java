package io.github.fttp.metrics.compare;

import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.method.UnlearningMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * A setting that is chosen for a method on concepts that are not reported.
 *
 * @param rate of the optimiser; 0 for methods that train nothing
 * @param steps of the optimiser, the most where something else ends the run
 * @param scale of the method's forget strength
 * @param part of the model that trains, as the family calls it; empty for the one that the task or the method is made for
 * @param until what ends the run
 */
public record Setting(double rate, int steps, double scale, String part, Until until) {
    /** Setting of the untouched model. */
    static final Setting NONE = new Setting(0, 0, 1);

    private static final String ALPHA = "alpha";

    /** A setting that trains what the method is made for, with all steps. */
    public Setting(double rate, int steps, double scale) {
        this(rate, steps, scale, "", Until.STEPS);
    }

    /** Takes another rate. */
    public Setting rate(double other) {
        return new Setting(other, steps, scale, part, until);
    }

    /** Makes another number of steps. */
    public Setting steps(int other) {
        return new Setting(rate, other, scale, part, until);
    }

    /** Takes another scale. */
    public Setting scale(double other) {
        return new Setting(rate, steps, other, part, until);
    }

    /** Trains another part. */
    public Setting part(String other) {
        return new Setting(rate, steps, scale, other, until);
    }

    /** Ends otherwise. */
    public Setting until(Until other) {
        return new Setting(rate, steps, scale, part, other);
    }

    /** The method with its forget strength scaled. */
    public UnlearningMethod of(MethodSpec method) {
        return of(method, 1);
    }

    /**
     * The method with a share of its scaled forget strength.
     *
     * @param share above 0
     */
    public UnlearningMethod of(MethodSpec method, double share) {
        if (scale * share == 1) return method.method();
        double alpha = Double.parseDouble(method.settings().get(ALPHA));
        return method.with(ALPHA, String.valueOf(scale * share * alpha)).method();
    }

    /** The rate as papers write it: {@code 8e-4}. */
    public String rateText() {
        return String.valueOf(rate).replace(".0E", "e").replace("E", "e");
    }

    @Override
    public String toString() {
        String trained = part.isEmpty() ? "" : ", " + part;
        String scaled = "scale " + scale;
        if (steps == 0) return scaled + trained;
        String made = (until == Until.GONE ? "up to " : "") + steps + " steps at " + rateText();
        return made + (scale == 1 ? "" : ", " + scaled) + trained;
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
