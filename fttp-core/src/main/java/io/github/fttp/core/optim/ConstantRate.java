package io.github.fttp.core.optim;

/** A learning rate that stays. */
record ConstantRate() implements Schedule {
    @Override
    public String name() {
        return "constant";
    }

    @Override
    public double factor(int step, int total) {
        return 1;
    }
}
