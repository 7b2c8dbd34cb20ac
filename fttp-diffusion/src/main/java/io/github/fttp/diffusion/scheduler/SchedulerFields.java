package io.github.fttp.diffusion.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fields that the configurations of all schedulers share; names and defaults are diffusers'. */
final class SchedulerFields {
    private static final Logger LOG = LoggerFactory.getLogger(SchedulerFields.class);

    /**
     * A class of diffusers.
     *
     * @param rescales whether it knows {@code rescale_betas_zero_snr}
     */
    private record Kind(Function<SchedulerFields, Scheduler> reader, boolean rescales) {}

    private static final Map<String, Kind> CLASSES = new TreeMap<>(Map.ofEntries(
            Map.entry("DDPMScheduler", new Kind(Ddpm::of, true)),
            Map.entry("DDIMScheduler", new Kind(Ddim::of, true)),
            Map.entry("PNDMScheduler", new Kind(Pndm::of, false)),
            Map.entry("LMSDiscreteScheduler", new Kind(Lms::of, false)),
            Map.entry("EulerDiscreteScheduler", new Kind(Euler::of, true)),
            Map.entry("EulerAncestralDiscreteScheduler", new Kind(EulerAncestral::of, true)),
            Map.entry("HeunDiscreteScheduler", new Kind(Heun::of, false)),
            Map.entry("DEISMultistepScheduler", new Kind(Deis::of, false)),
            Map.entry("UniPCMultistepScheduler", new Kind(UniPc::of, true)),
            Map.entry("DPMSolverMultistepScheduler", new Kind(DpmSolver::of, true)),
            Map.entry("DPMSolverSinglestepScheduler", new Kind(DpmSolverSinglestep::of, false))));

    /** Classes that add noise by betas as those above do, and draw otherwise than anything here. */
    private static final Set<String> TRAINING_ALONE = Set.of(
            "DDIMInverseScheduler",
            "DDIMParallelScheduler",
            "DDPMParallelScheduler",
            "DPMSolverMultistepInverseScheduler",
            "DPMSolverSDEScheduler",
            "KDPM2AncestralDiscreteScheduler",
            "KDPM2DiscreteScheduler",
            "LCMScheduler",
            "RePaintScheduler",
            "SASolverScheduler",
            "TCDScheduler");

    /** Classes whose betas are by default from where to where they are in Stable Diffusion. */
    private static final Set<String> STABLE_DIFFUSION_BETAS = Set.of(
            "HeunDiscreteScheduler",
            "KDPM2DiscreteScheduler",
            "KDPM2AncestralDiscreteScheduler",
            "DPMSolverSDEScheduler",
            "LCMScheduler",
            "TCDScheduler");

    /** Classes of these whose betas are by default spaced as in Stable Diffusion, too. */
    private static final Set<String> SCALED_BETAS = Set.of("LCMScheduler", "TCDScheduler");

    static final Map<String, Prediction> PREDICTIONS =
            Map.of("epsilon", Prediction.EPSILON, "v_prediction", Prediction.V, "sample", Prediction.SAMPLE);

    private static final Map<String, TimestepSpacing> SPACINGS = Map.of(
            "linspace", TimestepSpacing.LINSPACE,
            "leading", TimestepSpacing.LEADING,
            "trailing", TimestepSpacing.TRAILING);

    /** Stable Diffusion has 1000; no released model has more than 4000. */
    private static final int MOST_TIMESTEPS = 100_000;

    /**
     * Fields that a configuration keeps from another scheduler that it was made of, or from an old version: the reference ignores
     * them too. The last five matter only with settings that are refused.
     */
    private static final Set<String> OF_OTHERS = Set.of(
            "algorithm_type",
            "clip_sample",
            "clip_sample_range",
            "disable_corrector",
            "euler_at_final",
            "final_sigmas_type",
            "interpolation_type",
            "lambda_min_clipped",
            "lower_order_final",
            "original_inference_steps",
            "predict_x0",
            "rescale_betas_zero_snr",
            "set_alpha_to_one",
            "sigma_max",
            "sigma_min",
            "skip_prk_steps",
            "solver_order",
            "solver_p",
            "solver_type",
            "steps_offset",
            "tensor_format",
            "thresholding",
            "timestep_scaling",
            "timestep_spacing",
            "timestep_type",
            "use_beta_sigmas",
            "use_dynamic_shifting",
            "use_exponential_sigmas",
            "use_flow_sigmas",
            "use_karras_sigmas",
            "use_lu_lambdas",
            "variance_type",
            "dynamic_thresholding_ratio",
            "flow_shift",
            "sample_max_value",
            "shift_terminal",
            "time_shift_type");

    private static final String VERSION = "_diffusers_version";

    private enum BetaSchedule {
        LINEAR,
        SCALED_LINEAR,
        COSINE,
        EXPONENTIAL
    }

    private final String name;
    private final ConfigFields config;

    private SchedulerFields(String name, Json json) {
        this.name = name;
        this.config = ConfigFields.of(json).nullable("trained_betas", "variance_type");
    }

    /** The class that the configuration names. */
    static Scheduler read(Path file) {
        Json json = Json.checkpoint(file);
        Json name = json.field("_class_name");
        if (!CLASSES.containsKey(name.text())) throw unknown(name);
        return new SchedulerFields(name.text(), given(json)).drawing();
    }

    /** @see Scheduler#ofPipeline */
    static Scheduler read(Path file, Json name, boolean corrects) {
        Json given = given(Json.checkpoint(file));
        SchedulerFields fields = new SchedulerFields(name.text(), corrects ? corrected(given) : given);
        Kind kind = CLASSES.get(name.text());
        if (kind == null && !TRAINING_ALONE.contains(name.text())) throw withoutBetas(name);
        // Else the model would be asked by noise levels, not by time steps.
        if (name.text().equals("EulerDiscreteScheduler")) fields.config.mustBe("timestep_type", "discrete", "discrete");
        NoiseSchedule schedule = fields.sound(() -> fields.schedule(kind == null || kind.rescales()));
        Prediction prediction = fields.prediction();
        fields.config.mustBeOff("use_flow_sigmas");
        try {
            if (kind == null) throw unknown(name);
            return fields.drawing();
        } catch (BadCheckpoint e) {
            return new TrainingOnly(name.text(), schedule, prediction, e);
        }
    }

    /** Without its noise nothing can be trained or measured: that of flow matching or EDM has no betas. */
    private static InputException withoutBetas(Json name) {
        Set<String> known = new TreeSet<>(CLASSES.keySet());
        known.addAll(TRAINING_ALONE);
        return name.refuse(
                "is " + name.found() + ", whose noise is not known here; known are " + String.join(", ", known));
    }

    private static InputException unknown(Json name) {
        return name.refuse("is " + name.found() + ", which draws no images here; known are "
                + String.join(", ", CLASSES.keySet()));
    }

    /** Without the fields that have the defaults of the class it was written for: another class has its own. */
    private static Json given(Json json) {
        ObjectNode given = (ObjectNode) json.node().deepCopy();
        if (json.optional("_use_default_values").isPresent()) {
            for (Json field : json.field("_use_default_values").items()) given.remove(field.text());
        }
        return json.replaced(given);
    }

    /** Fields that {@code StableDiffusionPipeline} sets whatever the file says: outdated configurations lack it. */
    private static Json corrected(Json json) {
        if (json.has("steps_offset") && json.field("steps_offset").node().asInt() != 1) {
            LOG.warn("{}: steps_offset is taken as 1, as StableDiffusionPipeline does", json.file());
        }
        if (json.has("clip_sample") && json.field("clip_sample").node().asBoolean()) {
            LOG.warn("{}: clip_sample is taken as false, as StableDiffusionPipeline does", json.file());
        }
        ObjectNode set = (ObjectNode) json.node().deepCopy();
        return json.replaced(set.put("steps_offset", 1).put("clip_sample", false));
    }

    private Scheduler drawing() {
        Scheduler scheduler = sound(() -> CLASSES.get(name).reader().apply(this));
        // The reference warns of fields that its class does not have and ignores them.
        // To the class itself a later version may have given one.
        if (isLater()) config.refuseOthers(OF_OTHERS);
        else config.warnOfOthers(OF_OTHERS);
        return scheduler;
    }

    /** Whether the configuration was written for this class by a later version than the one that its fields are known of, 0.40. */
    private boolean isLater() {
        return isOwn() && config.has(VERSION) && !config.isBefore(VERSION, 0, 41);
    }

    private boolean isOwn() {
        Json json = config.json();
        return !json.has("_class_name") || json.field("_class_name").text().equals(name);
    }

    /**
     * Whether the configuration was written for this class by a version before {@code 0.minor}, whose steps may be others. One that
     * tells no version is taken for a later one's.
     */
    boolean isBefore(int minor) {
        return isOwn() && config.isBefore(VERSION, 0, minor);
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
        return schedule(false);
    }

    /** The noise of training, for classes that can. */
    NoiseSchedule rescalableSchedule() {
        return schedule(true);
    }

    private NoiseSchedule schedule(boolean rescalable) {
        NoiseSchedule schedule = trainedWith();
        return rescalable && config.flag("rescale_betas_zero_snr", false) ? schedule.rescaledToZeroSnr() : schedule;
    }

    private NoiseSchedule trainedWith() {
        int timesteps = (int) whole("num_train_timesteps", 2, MOST_TIMESTEPS, 1000);
        if (config.has("trained_betas")) {
            List.of("beta_start", "beta_end", "beta_schedule").forEach(config::has);
            return NoiseSchedule.ofBetas(trained(timesteps));
        }
        boolean stable = STABLE_DIFFUSION_BETAS.contains(name);
        double start = beta("beta_start", stable ? 0.00085 : 0.0001);
        double end = beta("beta_end", stable ? 0.012 : 0.02);
        Map<String, BetaSchedule> known = new TreeMap<>(Map.of(
                "linear", BetaSchedule.LINEAR,
                "scaled_linear", BetaSchedule.SCALED_LINEAR,
                "squaredcos_cap_v2", BetaSchedule.COSINE));
        if (name.equals("HeunDiscreteScheduler")) known.put("exp", BetaSchedule.EXPONENTIAL);
        String spaced = SCALED_BETAS.contains(name) ? "scaled_linear" : "linear";
        return switch (config.choice("beta_schedule", known, spaced)) {
            case LINEAR -> NoiseSchedule.linear(timesteps, start, end);
            case SCALED_LINEAR -> NoiseSchedule.scaledLinear(timesteps, start, end);
            case COSINE -> NoiseSchedule.cosine(timesteps);
            case EXPONENTIAL -> NoiseSchedule.exponential(timesteps);
        };
    }

    private long whole(String field, long least, long most, long otherwise) {
        return config.has(field) || config.isNull(field)
                ? config.json().field(field).whole(least, most)
                : otherwise;
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
        return (int) whole("steps_offset", 0, MOST_TIMESTEPS, 0);
    }

    /** How far from 0 the predicted clean sample may lie; infinite where it is not clipped. */
    double clipRange(boolean clippedOtherwise) {
        boolean clipped = config.flag("clip_sample", clippedOtherwise);
        config.has("clip_sample_range");
        return clipped ? config.positive("clip_sample_range", 1) : Double.POSITIVE_INFINITY;
    }

    /** Where a run by noise levels ends. */
    FinalSigma finalSigma() {
        return config.choice("final_sigmas_type", Map.of("zero", FinalSigma.ZERO, "sigma_min", FinalSigma.MIN), "zero");
    }

    /** Reads the last sigma for a formula that may not be able to end without noise. */
    FinalSigma finalSigma(SolverFormula formula) {
        FinalSigma end = finalSigma();
        if (end == FinalSigma.ZERO && !formula.predictsData()) {
            throw config.json()
                    .refuse("final_sigmas_type is zero, expected sigma_min with algorithm_type "
                            + config.json().field("algorithm_type").text());
        }
        return end;
    }

    int order(int most) {
        return (int) whole("solver_order", 1, most, 2);
    }

    /** How DPM-Solver's second order uses the derivative; the last three names are those of other solvers. */
    DpmSolver.Kind solverKind() {
        return config.choice(
                "solver_type",
                Map.of(
                        "midpoint", DpmSolver.Kind.MIDPOINT,
                        "heun", DpmSolver.Kind.HEUN,
                        "logrho", DpmSolver.Kind.MIDPOINT,
                        "bh1", DpmSolver.Kind.MIDPOINT,
                        "bh2", DpmSolver.Kind.MIDPOINT),
                "midpoint");
    }

    /** The one number that may be infinite. */
    double leastLambda() {
        if (!config.has("lambda_min_clipped")) return Double.NEGATIVE_INFINITY;
        Json field = config.json().field("lambda_min_clipped");
        boolean none = field.isNumber() && field.node().doubleValue() == Double.NEGATIVE_INFINITY;
        return none ? Double.NEGATIVE_INFINITY : field.number();
    }

    /** How noise levels lie between their ends. */
    Sigmas sigmas() {
        return sigmas(Map.of(
                "use_karras_sigmas", Sigmas.Curve.KARRAS,
                "use_exponential_sigmas", Sigmas.Curve.EXPONENTIAL,
                "use_beta_sigmas", Sigmas.Curve.BETA));
    }

    /** Gives the levels for the class that also has them even in {@code lambda}, which is to be even in their logarithm. */
    Sigmas sigmasOrLu() {
        if (!config.flag("use_lu_lambdas", false)) {
            Sigmas sigmas = sigmas();
            boolean cut = sigmas.cut() || "squaredcos_cap_v2".equals(betaSchedule());
            return new Sigmas(sigmas.curve(), sigmas.least(), sigmas.most(), cut);
        }
        if (!sigmas().areOfTimesteps()) throw refuse("use_lu_lambdas", "is true, and so is another curve of levels");
        boolean cut = "squaredcos_cap_v2".equals(betaSchedule());
        return new Sigmas(Sigmas.Curve.EXPONENTIAL, Double.NaN, Double.NaN, cut);
    }

    private String betaSchedule() {
        return config.has("beta_schedule")
                ? config.json().field("beta_schedule").text()
                : "linear";
    }

    private Sigmas sigmas(Map<String, Sigmas.Curve> curves) {
        List<String> on = new TreeMap<>(curves)
                .keySet().stream().filter(field -> config.flag(field, false)).toList();
        if (on.size() > 1) throw refuse(on.get(0), "is true, and so is " + on.get(1) + ", expected one of them");
        if (on.isEmpty()) return Sigmas.ofTimesteps();
        Sigmas.Curve curve = curves.get(on.get(0));
        config.nullable("sigma_min", "sigma_max");
        double least = config.positive("sigma_min", Double.NaN);
        double most = config.positive("sigma_max", Double.NaN);
        return new Sigmas(curve, least, most, curve != Sigmas.Curve.KARRAS);
    }

    /** Refuses options that change the model's side of the arithmetic, or are not meant for latents. */
    void refuseFlowAndThresholds() {
        config.mustBeOff("use_flow_sigmas");
        config.mustBeOff("use_dynamic_shifting");
        config.mustBeOff("thresholding");
    }

    /** Refuses outputs of which half is a variance; other kinds of variance change nothing where no noise is added. */
    void refuseLearnedVariance() {
        boolean learned = config.has("variance_type")
                && !(config.json().field("variance_type").isText()
                        && config.json().field("variance_type").text().startsWith("fixed"));
        if (learned) refuseGiven("variance_type");
    }

    private void refuseGiven(String name) {
        if (config.has(name)) {
            throw refuse(name, "is " + config.json().field(name).found() + ", which is not supported; only without it");
        }
    }

    private InputException refuse(String name, String what) {
        return config.json().field(name).refuse(what);
    }
}
