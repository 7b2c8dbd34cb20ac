package io.github.fttp.diffusion.scheduler;

/**
 * One run of a scheduler, from noise to a sample. It remembers what its formula needs of the steps before, so its steps are
 * taken in order and once, by one thread:
 *
 * <pre>{@code
 * float[] x = noise times initNoiseSigma();
 * for (int i = 0; i < run.steps(); i++) {
 *     x = run.step(i, model(run.scaledInput(i, x), run.timestep(i)), x, noise);
 * }
 * }</pre>
 *
 * <p>Samples are arrays of any shape, the same in all steps; computed in double, element by element.
 */
public abstract class Sampling {
    private final float[] timesteps;
    private final double initNoiseSigma;
    private int next;

    /**
     * @param timesteps that the model is told, from noise to sample
     * @param initNoiseSigma what standard normal noise is multiplied by to begin with
     */
    protected Sampling(float[] timesteps, double initNoiseSigma) {
        this.timesteps = timesteps.clone();
        this.initNoiseSigma = initNoiseSigma;
    }

    /** How many times the model is asked: for some schedulers not the number of steps that was wished. */
    public final int steps() {
        return timesteps.length;
    }

    /** The time steps that the model is told, from noise to sample; of some schedulers not whole numbers. */
    public final float[] timesteps() {
        return timesteps.clone();
    }

    /** The time step of step {@code i}. */
    public final float timestep(int i) {
        return timesteps[i];
    }

    /** Gives the factor of standard normal noise to begin with. */
    public final double initNoiseSigma() {
        return initNoiseSigma;
    }

    /** Gives what the model is shown in step {@code i}; the sample itself, unless the scheduler works on noise levels. */
    public float[] scaledInput(int i, float[] sample) {
        return sample.clone();
    }

    /**
     * Takes step {@code i}.
     *
     * @param output of the model for {@link #scaledInput} and {@link #timestep}
     * @param sample the state before the step
     * @param noise is asked only by schedulers that add some; once a step
     * @return the state after it
     * @throws IllegalStateException if it is not this step's turn
     */
    public final float[] step(int i, float[] output, float[] sample, Noise noise) {
        if (i != next) throw new IllegalStateException("step " + i + " was asked for, the next is " + next);
        if (i == steps()) throw new IllegalStateException("all " + steps() + " steps were taken");
        Samples.requireSame(sample, output, "output");
        float[] after = advance(i, output, sample, noise);
        next++;
        return after;
    }

    /**
     * Step {@code i} of the formula, asked for once, in order, with arrays of one length; what {@link #step} gives back.
     *
     * @param noise whose {@link #draw} a formula that adds noise calls once
     */
    protected abstract float[] advance(int i, float[] output, float[] sample, Noise noise);

    /** Standard normal noise for a sample. */
    protected static float[] draw(Noise noise, float[] sample) {
        float[] drawn = noise.draw(sample.length);
        Samples.requireSame(sample, drawn, "noise");
        return drawn;
    }

    /** Time steps that are whole numbers. */
    protected static float[] floats(int... whole) {
        float[] floats = new float[whole.length];
        for (int i = 0; i < floats.length; i++) floats[i] = whole[i];
        return floats;
    }
}
