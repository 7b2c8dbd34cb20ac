package io.github.fttp.diffusion.verify;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.diffusion.scheduler.Ddim;
import io.github.fttp.diffusion.scheduler.LevelSampling;
import io.github.fttp.diffusion.scheduler.Noise;
import io.github.fttp.diffusion.scheduler.Sampling;
import io.github.fttp.diffusion.scheduler.Scheduler;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A scheduler: time steps, noising, and a whole run with a model that is a formula in {@code case.json}. */
final class SchedulerCase implements CaseKind {
    private static final String NUMBER = "([-+]?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)";

    /** {@code eps = A * scaled_input + B * sin(t / C)}. */
    private static final Pattern MODEL = Pattern.compile(
            "\\w+ = " + NUMBER + " \\* scaled_input ([-+]) " + NUMBER + " \\* sin\\(t / " + NUMBER + "\\)");

    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        Scheduler scheduler = withEta(spec, Scheduler.read(folder));
        golden.found("out.alphas_cumprod", scheduler.schedule().alphasCumprod());
        for (Json steps : spec.field("steps").items()) noteSteps(scheduler, steps, golden);
        if (golden.has("in.timesteps")) noteNoising(scheduler, spec, golden);
        if (golden.has("in.start")) noteRun(scheduler, spec, golden);
        golden.compare(out);
    }

    /** The scheduler with the case's eta, where it has one and the scheduler takes it. */
    static Scheduler withEta(Json spec, Scheduler scheduler) {
        if (!spec.has("eta") || !(scheduler instanceof Ddim ddim)) return scheduler;
        return sound(spec.field("eta"), () -> ddim.eta(spec.field("eta").number()));
    }

    private static void noteSteps(Scheduler scheduler, Json steps, GoldenCase golden) {
        Sampling run = start(scheduler, steps);
        golden.found("out.timesteps." + steps.count(1), run.timesteps());
        golden.found("out.init_noise_sigma." + steps.count(1), (float) run.initNoiseSigma());
        if (run instanceof LevelSampling levels) golden.found("out.sigmas." + steps.count(1), levels.sigmas());
    }

    private static void noteNoising(Scheduler scheduler, Json spec, GoldenCase golden) {
        float[] x0 = golden.floats("in.x0");
        float[] noise = golden.floats("in.noise");
        float[] timesteps = golden.floats("in.timesteps");
        try {
            Sampling run = start(scheduler, spec.field("trajectory_steps"));
            int[] steps = steps(run, timesteps, golden.toleranceOf("out.timesteps"));
            if (run instanceof LevelSampling levels && steps.length == timesteps.length) {
                golden.found("out.noisy", levels.noisy(x0, noise, steps));
                return;
            }
            golden.found("out.noisy", scheduler.addNoise(x0, noise, timesteps));
        } catch (IllegalArgumentException e) {
            throw golden.refuse("in.timesteps", "cannot be used: " + e.getMessage());
        }
    }

    /** Where the time steps are on the way of a run, the second place where there are two; fewer if one is nowhere. */
    private static int[] steps(Sampling run, float[] timesteps, double tolerance) {
        return IntStream.range(0, timesteps.length)
                .map(b -> {
                    int[] places = IntStream.range(0, run.steps())
                            .filter(i -> Math.abs(run.timestep(i) - timesteps[b]) <= tolerance)
                            .toArray();
                    return places.length == 0 ? -1 : places[Math.min(1, places.length - 1)];
                })
                .filter(step -> step >= 0)
                .toArray();
    }

    private static void noteRun(Scheduler scheduler, Json spec, GoldenCase golden) {
        Matcher model = MODEL.matcher(spec.field("model").text());
        if (!model.matches()) {
            throw spec.field("model")
                    .refuse("is " + spec.field("model").found()
                            + ", expected eps = A * scaled_input + B * sin(t / C) with numbers A, B, C");
        }
        double ofInput = Double.parseDouble(model.group(1));
        double ofSine = Double.parseDouble(model.group(2) + "1") * Double.parseDouble(model.group(3));
        double period = Double.parseDouble(model.group(4));
        Sampling run = start(scheduler, spec.field("trajectory_steps"));
        float[] sample = golden.floats("in.start");
        for (int k = 0; k < sample.length; k++) sample[k] *= (float) run.initNoiseSigma();
        for (int i = 0; i < run.steps(); i++) {
            float[] input = run.scaledInput(i, sample);
            golden.found("out.scaled_input." + i, input);
            double constant = ofSine * Math.sin(run.timestep(i) / period);
            float[] output = new float[input.length];
            for (int k = 0; k < output.length; k++) output[k] = (float) (ofInput * input[k] + constant);
            String drawn = "in.variance_noise." + i;
            Noise noise = size -> {
                if (!golden.has(drawn))
                    throw golden.refuse(drawn, "is missing, the scheduler draws noise in this step");
                return golden.floats(drawn);
            };
            sample = run.step(i, output, sample, noise);
            golden.found("out.sample." + i, sample);
        }
    }

    private static Sampling start(Scheduler scheduler, Json steps) {
        return sound(steps, () -> scheduler.start(steps.count(1)));
    }

    private static <T> T sound(Json field, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw field.refuse("cannot be used: " + e.getMessage());
        }
    }
}
