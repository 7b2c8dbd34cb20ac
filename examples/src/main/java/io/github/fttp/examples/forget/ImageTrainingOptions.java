package io.github.fttp.examples.forget;

import io.github.fttp.core.Check;
import io.github.fttp.core.method.GuidedAscent;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.train.Saliency;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.ErrorGrowth;
import io.github.fttp.diffusion.train.QuarterErrors;
import io.github.fttp.diffusion.train.TrainableUNet.TimestepRange;
import io.github.fttp.diffusion.unet.UNetPart;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Option;

/** How a U-Net forgets; the defaults are the authors'. */
@Under(Heading.TRAINING)
final class ImageTrainingOptions implements Checked {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";
    /** The most epochs, where the concept decides when the run ends. */
    private static final int LONGEST = 100;
    /** The authors' number of epochs. */
    private static final int EPOCHS = 20;

    private static final float ASCENT = 30;
    private static final float DESCENT = 55;
    private static final int RANK = 16;
    private static final double SALUNS_RATIO = 0.5;
    private static final float SALUNS_GUIDANCE = 7.5f;
    private static final int ESDS_STEPS = 200;

    private static final Map<String, UNetPart> PARTS = Map.of(
            "full", UNetPart.FULL,
            "xattn", UNetPart.CROSS_ATTENTION,
            "xattn-kv", UNetPart.WORD_KEYS_AND_VALUES,
            "unconditional", UNetPart.UNCONDITIONAL);

    @Under(Heading.METHOD)
    @Option(
            names = "--method",
            defaultValue = "FTTP",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    MethodName method;

    @Under(Heading.METHOD)
    @Option(
            names = "--alpha",
            description = "Strength of the ascent, at least 0 (default: 30; 1 for graddiff; 2 for esd, its eta).")
    Float alpha;

    @Under(Heading.METHOD)
    @Option(
            names = "--beta",
            description =
                    "Strength of what keeps the rest, at least 0 (default: 55; 1 for graddiff and ablation; 0.5 for"
                            + " random_label and salun).")
    Float beta;

    @Under(Heading.METHOD)
    @Option(
            names = "--anchor",
            paramLabel = "TEXT",
            description = "Prompt of what stands in the concept's place, for random_label, salun and ablation.")
    String anchor;

    @Under(Heading.METHOD)
    @Option(
            names = "--saliency",
            paramLabel = "RATIO",
            description =
                    "Change only this share of the weights, those that matter most to the forget data (default: all;"
                            + " 0.5 for salun).")
    Double saliency;

    @Option(
            names = "--train",
            defaultValue = "full",
            description =
                    "full; xattn, the attention to words (ESD-x); xattn-kv, its keys and values; unconditional, all but"
                            + " that and norms (ESD-u); lora, adapters on all attentions; or a regular expression that"
                            + " parameters' whole names match" + SHOWN)
    String part;

    @Option(names = "--lora-rank", description = "At least 1 (default: 16).")
    Integer rank;

    @Option(names = "--lora-alpha", description = "Scales the adapter by alpha / rank (default: the rank).")
    Double loraAlpha;

    @Option(
            names = {"--lr", "--rate"},
            defaultValue = "1e-5",
            description = "Learning rate of Adam" + SHOWN)
    double rate;

    @Option(names = "--batch", defaultValue = "2", description = "Images that go through the model together" + SHOWN)
    int batch;

    @Option(names = "--accumulate", defaultValue = "1", description = "Batches that make up a step" + SHOWN)
    int accumulate;

    @Option(
            names = "--epochs",
            description =
                    "How often each image is seen; the authors use 20 (default: 20; with fttp and kl until the concept"
                            + " is at chance, at most " + LONGEST + ").")
    Integer epochs;

    @Option(names = "--steps", description = "How many optimiser steps to make, in place of --epochs.")
    Integer steps;

    @Option(names = "--clip", description = "Largest norm of the gradient (default: none).")
    Double clip;

    @Option(
            names = "--timesteps",
            paramLabel = "FROM-TO",
            description = "Draw time steps from this range only, the last one not included (default: all).")
    String timesteps;

    @Option(names = "--seed", defaultValue = "0", description = "Of everything random" + SHOWN)
    long seed;

    @Option(names = "--checkpoint-every", defaultValue = "50", description = "Steps between checkpoints" + SHOWN)
    int checkpointEvery;

    @Option(
            names = "--stop-growth",
            paramLabel = "N",
            description =
                    "Stop once the error under the mask grew N times as much as outside, at least 1 (default: to the error"
                            + " of a model that knows nothing, where neither --epochs nor --steps is given).")
    Double stopGrowth;

    @Under(Heading.MEASURING)
    @Option(
            names = "--evaluate-every",
            defaultValue = "20",
            description = "Steps between measurements by quartile of the time step; 0 for none" + SHOWN)
    int evaluateEvery;

    @Option(
            names = "--gradient-checkpointing",
            description = "Keep only the blocks' results and compute their insides again: less memory, more time.")
    boolean gradientCheckpointing;

    /** Whether the concept decides when the run ends, and not a number of steps. */
    private boolean endsAtChance() {
        boolean counted = epochs != null || steps != null || evaluateEvery == 0;
        return !counted && (method == MethodName.FTTP || method == MethodName.KL);
    }

    private int epochs() {
        if (epochs != null) return epochs;
        return endsAtChance() ? LONGEST : EPOCHS;
    }

    /**
     * When the concept counts as forgotten; empty where a number of steps was asked for, and with methods that do not tell what
     * is under the mask from the rest: the error under it never outgrows the other.
     */
    Optional<ErrorGrowth> goal(QuarterErrors before, IntFunction<QuarterErrors> after, Denoising denoising) {
        if (stopGrowth != null) return Optional.of(ErrorGrowth.of(before, after, evaluateEvery, stopGrowth));
        return endsAtChance()
                ? Optional.of(ErrorGrowth.toChance(before, after, evaluateEvery, denoising))
                : Optional.empty();
    }

    /** What is trained, by the option's word. */
    boolean isLora() {
        return part.equalsIgnoreCase("lora");
    }

    /** Whether a parameter of the U-Net trains. */
    boolean trains(String parameter) {
        UNetPart named = PARTS.get(part.toLowerCase(Locale.ROOT));
        return named == null ? parameter.matches(part) : named.includes(parameter);
    }

    TrainingMethod method() {
        boolean split = method == MethodName.FTTP || method == MethodName.KL;
        return split
                ? method.of(alpha == null ? Float.valueOf(ASCENT) : alpha, beta == null ? Float.valueOf(DESCENT) : beta)
                : method.of(alpha, beta);
    }

    /** Which weights may change, where that is not all of them; SalUn's own way of choosing. */
    Optional<Saliency> saliency() {
        if (saliency == null && method != MethodName.SALUN) return Optional.empty();
        Saliency by = new Saliency(
                new GuidedAscent(SALUNS_GUIDANCE),
                saliency == null ? SALUNS_RATIO : saliency,
                batch,
                seed,
                gradientCheckpointing);
        return Optional.of(by);
    }

    /** Whether it trains on what the model makes itself of the prompt; the images are for measuring then. */
    boolean makesItsSamples() {
        return method == MethodName.ESD;
    }

    /** How many it needs for each to be seen once. */
    int samplesToMake() {
        return Math.multiplyExact(steps(), Math.multiplyExact(batch, accumulate));
    }

    private int steps() {
        return steps == null ? ESDS_STEPS : steps;
    }

    Lora lora() {
        int chosen = rank == null ? RANK : rank;
        return Lora.rank(chosen).alpha(loraAlpha == null ? chosen : loraAlpha).on(DiffusersLora.attention());
    }

    /** The range of time steps, all of {@code most} where none was given. */
    TimestepRange range(int most) {
        if (timesteps == null) return new TimestepRange(0, most);
        if (!timesteps.matches("\\d{1,6}-\\d{1,6}")) {
            throw new IllegalArgumentException("--timesteps must be like 200-800, was " + timesteps);
        }
        int dash = timesteps.indexOf('-');
        TimestepRange range = new TimestepRange(
                Integer.parseInt(timesteps.substring(0, dash)), Integer.parseInt(timesteps.substring(dash + 1)));
        if (range.to() > most) {
            throw new IllegalArgumentException("--timesteps " + timesteps + " goes beyond the model's " + most);
        }
        return range;
    }

    /** The same result with less memory, wherever that is possible. */
    boolean usesUpGradients() {
        return clip == null && accumulate == 1;
    }

    /** Tells a run all of it. */
    <S> Unlearner<S> applyTo(Unlearner<S> run) {
        run.method(method())
                .optimizer(Adam.rate(rate))
                .epochs(epochs())
                .batch(batch)
                .accumulate(accumulate)
                .seed(seed)
                .setting("trains", isLora() ? lora() : part)
                .setting("time steps", timesteps == null ? "all" : timesteps)
                .setting("anchor", anchor == null ? "none" : anchor);
        if (steps != null || makesItsSamples()) run.steps(steps());
        if (clip != null) run.clip(clip);
        if (gradientCheckpointing) run.gradientCheckpointing();
        if (usesUpGradients()) run.fuseOptimizerStep();
        return run;
    }

    @Override
    public void check(Given given) {
        given.ineffective(!isLora(), "with --train " + part, "it is for --train lora", "--lora-rank", "--lora-alpha");
        method.check(given, alpha, beta);
        given.ineffective(
                !needs(Need.ANCHOR_PROMPT),
                "with --method " + method,
                MethodName.users(MethodName::hasAnchor),
                "--anchor");
        given.notWith("--steps", "--epochs");
        given.ineffective(evaluateEvery == 0, "with --evaluate-every 0", "nothing is measured then", "--stop-growth");
        String beside = "with --method " + method;
        given.ineffective(makesItsSamples(), beside, "--steps counts the samples that it makes", "--epochs");
        // What the weights are chosen by is drawn from the images in any case.
        boolean drawn = !makesItsSamples() || saliency != null;
        given.ineffective(!drawn, beside, "its samples have time steps of their own", "--timesteps");
        checkNeeds(given.has("--retain"));
        checkRanges();
    }

    private boolean needs(Need need) {
        return method().needs().contains(need);
    }

    private void checkNeeds(boolean retainData) {
        if (needs(Need.RETAIN_DATA) && !retainData) {
            throw new IllegalArgumentException(method().name() + " needs images to keep: --retain DIR");
        }
        if (needs(Need.ANCHOR_PROMPT) && anchor == null) {
            throw new IllegalArgumentException(
                    method().name() + " needs a prompt of what stands in the concept's place: --anchor TEXT");
        }
    }

    private void checkRanges() {
        if (rank != null) Check.atLeast(1, rank, "--lora-rank");
        if (loraAlpha != null) Check.positive(loraAlpha, "--lora-alpha");
        if (saliency != null) Check.between(0.0, 1, saliency, "--saliency");
        Check.finiteAtLeast(0, rate, "--rate");
        Check.atLeast(1, batch, "--batch");
        Check.atLeast(1, accumulate, "--accumulate");
        if (epochs != null) Check.atLeast(1, epochs, "--epochs");
        if (stopGrowth != null) Check.finiteAtLeast(1, stopGrowth, "--stop-growth");
        Check.atLeast(1, checkpointEvery, "--checkpoint-every");
        Check.atLeast(0, evaluateEvery, "--evaluate-every");
        if (steps != null) Check.atLeast(1, steps, "--steps");
        if (clip != null) Check.finiteAtLeast(0, clip, "--clip");
        try {
            Pattern.compile(part);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "--train " + part
                            + " is neither full, xattn, xattn-kv, unconditional, lora nor a regular expression: "
                            + e.getDescription(),
                    e);
        }
    }
}
