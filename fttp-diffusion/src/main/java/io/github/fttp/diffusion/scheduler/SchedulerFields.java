package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Refusal;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The fields that the configurations of all schedulers share; names and defaults are diffusers'. */
final class SchedulerFields {
    private static final Map<String, Function<SchedulerFields, Scheduler>> CLASSES = new TreeMap<>(Map.of(
            "DDPMScheduler", Ddpm::of,
            "DDIMScheduler", Ddim::of,
            "PNDMScheduler", Pndm::of,
            "LMSDiscreteScheduler", Lms::of,
            "EulerDiscreteScheduler", Euler::of,
            "DPMSolverMultistepScheduler", DpmSolver::of));

    static final Map<String, Prediction> PREDICTIONS =
            Map.of("epsilon", Prediction.EPSILON, "v_prediction", Prediction.V, "sample", Prediction.SAMPLE);

    private static final Map<String, TimestepSpacing> SPACINGS = Map.of(
            "linspace", TimestepSpacing.LINSPACE,
            "leading", TimestepSpacing.LEADING,
            "trailing", TimestepSpacing.TRAILING);

    /** Stable Diffusion has 1000; no released model has more than 4000. */
    private static final int MOST_TIMESTEPS = 100_000;

    /**
     * What a configuration keeps from another scheduler that it was made of: the reference ignores it too. The last four
     * matter only with settings that are refused.
     */
    private static final Set<String> OF_OTHERS = Set.of(
            "algorithm_type",
            "clip_sample",
            "clip_sample_range",
            "euler_at_final",
            "final_sigmas_type",
            "interpolation_type",
            "lambda_min_clipped",
            "lower_order_final",
            "set_alpha_to_one",
            "skip_prk_steps",
            "solver_order",
            "solver_type",
            "steps_offset",
            "timestep_type",
            "use_karras_sigmas",
            "variance_type",
            "dynamic_thresholding_ratio",
            "sample_max_value",
            "flow_shift",
            "time_shift_type");

    private enum BetaSchedule {
        LINEAR,
        SCALED_LINEAR,
        COSINE
    }

    private final ConfigFields config;

    private SchedulerFields(Json json) {
        this.config = ConfigFields.of(json);
    }

    static Scheduler read(Path file) {
        Json json = Json.checkpoint(file);
        Json name = json.field("_class_name");
        Function<SchedulerFields, Scheduler> reader = CLASSES.get(name.text());
        if (reader == null) {
            throw name.refuse("is " + name.found() + ", known are " + String.join(", ", CLASSES.keySet()));
        }
        SchedulerFields fields = new SchedulerFields(json);
        Scheduler scheduler = fields.sound(() -> reader.apply(fields));
        Set<String> harmless = new HashSet<>(OF_OTHERS);
        json.names().stream().filter(field -> field.startsWith("_")).forEach(harmless::add);
        fields.config.warnOfOthers(harmless);
        return scheduler;
    }

    /** Turns what a setting's own checks say into a refusal of the file that it came from. */
    private <T> T sound(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw config.json().refuse("cannot be used: " + e.getMessage());
        }
    }

    ConfigFields config() {
        return config;
    }

    /** The noise of training, for classes that cannot take away all of the sample at the last time step. */
    NoiseSchedule schedule() {
        int timesteps = config.has("num_train_timesteps")
                ? (int) config.json().field("num_train_timesteps").whole(2, MOST_TIMESTEPS)
                : 1000;
        double start = beta("beta_start", 0.0001);
        double end = beta("beta_end", 0.02);
        BetaSchedule shape = config.choice(
                "beta_schedule",
                Map.of(
                        "linear", BetaSchedule.LINEAR,
                        "scaled_linear", BetaSchedule.SCALED_LINEAR,
                        "squaredcos_cap_v2", BetaSchedule.COSINE),
                "linear");
        if (config.has("trained_betas")) return NoiseSchedule.ofBetas(trained(timesteps));
        return switch (shape) {
            case LINEAR -> NoiseSchedule.linear(timesteps, start, end);
            case SCALED_LINEAR -> NoiseSchedule.scaledLinear(timesteps, start, end);
            case COSINE -> NoiseSchedule.cosine(timesteps);
        };
    }

    /** The noise of training, for classes that can. */
    NoiseSchedule rescalableSchedule() {
        NoiseSchedule schedule = schedule();
        return config.flag("rescale_betas_zero_snr", false) ? schedule.rescaledToZeroSnr() : schedule;
    }

    private double beta(String name, double otherwise) {
        double value = config.positive(name, otherwise);
        if (value >= 1) throw refuse(name, "is " + value + ", expected a number below 1");
        return value;
    }

    private float[] trained(int timesteps) {
        Json field = config.json().field("trained_betas");
        List<Json> items = field.items();
        if (items.size() != timesteps) {
            throw field.refuse("has " + items.size() + " values, num_train_timesteps is " + timesteps);
        }
        float[] betas = new float[timesteps];
        for (int t = 0; t < timesteps; t++) {
            double value = items.get(t).number();
            if (value <= 0 || value >= 1) {
                throw items.get(t).refuse("is " + value + ", expected a number above 0 and below 1");
            }
            betas[t] = (float) value;
        }
        return betas;
    }

    Prediction prediction() {
        return config.choice("prediction_type", PREDICTIONS, "epsilon");
    }

    TimestepSpacing spacing(String otherwise) {
        return config.choice("timestep_spacing", SPACINGS, otherwise);
    }

    int stepsOffset() {
        return config.has("steps_offset")
                ? (int) config.json().field("steps_offset").whole(0, MOST_TIMESTEPS)
                : 0;
    }

    /** How far from 0 the predicted clean sample may lie; infinite where it is not clipped. */
    double clipRange(boolean clippedOtherwise) {
        double range = config.positive("clip_sample_range", 1);
        return config.flag("clip_sample", clippedOtherwise) ? range : Double.POSITIVE_INFINITY;
    }

    /** Where a run by noise levels ends. */
    FinalSigma finalSigma() {
        return config.choice("final_sigmas_type", Map.of("zero", FinalSigma.ZERO, "sigma_min", FinalSigma.MIN), "zero");
    }

    /** Noise levels other than Karras'. */
    void refuseOtherSigmas() {
        config.mustBeOff("use_exponential_sigmas");
        config.mustBeOff("use_beta_sigmas");
        refuseGiven("sigma_min");
        refuseGiven("sigma_max");
    }

    /** Outputs of which half is a variance. */
    void refuseLearnedVariance() {
        refuseGiven("variance_type");
    }

    private void refuseGiven(String name) {
        if (config.has(name)) {
            throw refuse(name, "is " + config.json().field(name).found() + ", which is not supported; only without it");
        }
    }

    private Refusal refuse(String name, String what) {
        return config.json().field(name).refuse(what);
    }
}
