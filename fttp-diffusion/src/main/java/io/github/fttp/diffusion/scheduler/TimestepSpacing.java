package io.github.fttp.diffusion.scheduler;

import java.util.Arrays;

/** Which of the time steps of training a run goes through: Lin et al. 2023, table 2. */
public enum TimestepSpacing {
    /** From the last to 0 in equal steps, not rounded. */
    LINSPACE {
        @Override
        double[] descending(int train, int steps, int offset) {
            return linspace(train - 1, steps);
        }
    },

    /** Whole multiples of {@code train / steps}, rounded down, moved up by the offset. */
    LEADING {
        @Override
        double[] descending(int train, int steps, int offset) {
            return leading(train / steps, steps, offset);
        }
    },

    /** From the last down in steps of {@code train / steps}, rounded. */
    TRAILING {
        @Override
        double[] descending(int train, int steps, int offset) {
            return trailing(train, train / (double) steps, steps);
        }
    };

    /**
     * The time steps of a run, from noise to sample.
     *
     * @param train how many there are in training
     * @param steps from 1 to {@code train}
     */
    abstract double[] descending(int train, int steps, int offset);

    /** {@code n} points from {@code last} to 0; only 0 where {@code n} is 1, as the reference has it. */
    static double[] linspace(int last, int n) {
        double step = last / (double) Math.max(1, n - 1);
        double[] points = new double[n];
        for (int i = 0; i < n; i++) points[i] = (n - 1 - i) * step;
        if (n > 1) points[0] = last;
        return points;
    }

    /** {@code (n - 1) stride, ..., stride, 0}, each plus the offset. */
    static double[] leading(int stride, int n, int offset) {
        double[] points = new double[n];
        for (int i = 0; i < n; i++) points[i] = (double) (n - 1 - i) * stride + offset;
        return points;
    }

    /** {@code top - 1} and down in rounded multiples of {@code stride}. */
    static double[] trailing(int top, double stride, int n) {
        // Halves decide where rounding goes, so the points are made as the reference's arange makes them.
        double delta = (top - stride) - top;
        double[] points = new double[n];
        for (int i = 0; i < n; i++) points[i] = Math.rint(top + i * delta) - 1;
        return points;
    }

    /** The time steps of a run as whole numbers, all of them among those of training. */
    int[] whole(int train, int steps, int offset) {
        requireSteps(steps, train);
        return rounded(train, descending(train, steps, offset));
    }

    /**
     * Whole time steps of a run that ends beyond the last of them, as exponential solvers have it: of {@code steps + 1} points
     * all but the last, 0.
     *
     * @param kept how many of the first time steps of training a run may begin at
     */
    int[] solver(int train, int kept, int steps, int offset) {
        requireSteps(steps, this == TRAILING ? train : kept - 1);
        double[] points =
                switch (this) {
                    case LINSPACE -> Arrays.copyOf(linspace(kept - 1, steps + 1), steps);
                    case LEADING -> Arrays.copyOf(leading(kept / (steps + 1), steps + 1, offset), steps);
                    case TRAILING -> {
                        int n = (int) (((long) kept * steps + train - 1) / train);
                        yield trailing(kept, train / (double) steps, n);
                    }
                };
        return rounded(train, points);
    }

    /**
     * Each rounded to the nearest, halves to even.
     *
     * @throws IllegalArgumentException if the first is beyond the last of training, where an offset moved it
     */
    static int[] rounded(int train, double... points) {
        int[] whole = new int[points.length];
        for (int i = 0; i < whole.length; i++) whole[i] = (int) Math.rint(points[i]);
        if (whole[0] >= train) {
            throw new IllegalArgumentException("the time steps of a run must be below " + train + ", with "
                    + whole.length + " steps the first is " + whole[0]);
        }
        return whole;
    }

    static void requireSteps(int steps, int most) {
        if (steps < 1 || steps > most) {
            throw new IllegalArgumentException("number of steps must be from 1 to " + most + ", was " + steps);
        }
    }
}
