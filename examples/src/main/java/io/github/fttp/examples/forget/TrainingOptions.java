package io.github.fttp.examples.forget;

import io.github.fttp.core.Check;
import io.github.fttp.core.method.ForgetRetainMethod;
import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.WeightEdit;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.Schedule;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.RunOptions;
import io.github.fttp.mllm.forget.Forgetting;
import io.github.fttp.mllm.model.TrainedPart;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How it is forgotten; the defaults are the authors'. */
@Under(Heading.TRAINING)
final class TrainingOptions implements Checked {
    /** The part of the model that trains. */
    enum Part {
        LORA,
        PROJECTOR,
        ALL
    }

    /** Options without effect where there are no steps. */
    private static final String[] OF_STEPS = {
        "--rate", "--schedule", "--warmup", "--epochs", "--stop-below", "--plausible-answers", "--evaluate-every"
    };
    /** The most epochs, where the concept decides when the run ends. */
    private static final int LONGEST = 30;

    @Under(Heading.METHOD)
    @Option(
            names = "--method",
            defaultValue = "fttp",
            paramLabel = "METHOD",
            description = "A method for text and its settings, such as npo:beta=0.1,retain=1; fttp methods lists all.")
    String method;

    @Option(
            names = "--train",
            description =
                    "What trains: ${COMPLETION-CANDIDATES} (default: LORA; all weights, the vision tower's too, with"
                            + " methods that make no steps).")
    Part train;

    @Option(names = "--train-vision", description = "With --train ALL, the vision tower trains as well.")
    boolean trainVision;

    @Option(
            names = "--lora-rank",
            description =
                    "Rank of the adapters, at least 1 (default: 128; 32 with sineproject, as its authors have it).")
    Integer rank;

    @Option(names = "--lora-alpha", description = "Scales the adapter by alpha / rank (default: twice the rank).")
    Double loraAlpha;

    @Option(names = "--lora-dropout", description = "Dropout in front of the adapters, in [0, 1) (default: 0.05).")
    Double dropout;

    @Option(
            names = "--projector-rate",
            description =
                    "Learning rate of the projector beside LoRA, which trains whole; 0 freezes it (default: 2e-5, the"
                            + " authors').")
    Double projectorRate;

    @Option(names = "--rate", defaultValue = "2e-4", description = "Learning rate of AdamW.")
    double rate;

    @Option(
            names = "--schedule",
            defaultValue = "COSINE",
            description = "How the learning rate goes: ${COMPLETION-CANDIDATES}.")
    Schedule.Course course;

    @Option(
            names = "--warmup",
            defaultValue = "0.03",
            description = "Share of the steps in which the learning rate rises, in [0, 1).")
    double warmup;

    @Option(
            names = "--epochs",
            description =
                    "How often each sample is seen; the authors use 3 (default: until the concept is at chance, at most "
                            + LONGEST + "; 3 for methods that don't ascend).")
    Integer epochs;

    @Option(
            names = "--stop-below",
            paramLabel = "P",
            description = "Stop once the probability of a mention of the concept, of its whole name, is at most this"
                    + " (default: at chance where neither --epochs nor --steps is given).")
    Double stopBelow;

    @Option(
            names = "--plausible-answers",
            paramLabel = "N",
            description =
                    "Stop at chance, 1 / N, above 1 (default: as many as the model itself would say in the name's place"
                            + " before the run).")
    Double plausibleAnswers;

    @Mixin
    RunOptions steps = new RunOptions(10);

    /** The method with its settings. */
    MethodSpec spec() {
        return Methods.parse(method, Modality.TEXT);
    }

    private boolean edits() {
        return spec().method() instanceof WeightEdit;
    }

    /** The part that trains. */
    Part part() {
        if (train != null) return train;
        return edits() ? Part.ALL : Part.LORA;
    }

    /** Rank and the like; refuses what makes no sense. */
    Lora lora() {
        Lora standard = Forgetting.adapters(spec().method());
        Lora lora = (rank == null ? standard : Lora.rank(rank)).dropout(dropout == null ? standard.dropout() : dropout);
        return loraAlpha == null ? lora : lora.alpha(loraAlpha);
    }

    private TrainedPart trained() {
        return switch (part()) {
            case LORA ->
                TrainedPart.lora(lora())
                        .projectorRate(projectorRate == null ? TrainedPart.PROJECTOR_RATE : projectorRate);
            case PROJECTOR -> TrainedPart.projector();
            case ALL -> trainVision || train == null ? TrainedPart.all() : TrainedPart.allButVision();
        };
    }

    /** Tells a run all of it. */
    Forgetting applyTo(Forgetting run) {
        run.with(spec())
                .train(trained())
                .training(steps.by(AdamW.rate(rate).decay(0)).schedule(course.warmup(warmup)));
        if (epochs != null) run.epochs(epochs);
        steps.length(run::steps);
        if (stopBelow != null) run.stopBelow(stopBelow);
        if (plausibleAnswers != null) run.stopAtChanceOf(plausibleAnswers);
        return run;
    }

    @Override
    public void check(Given given) {
        String beside = "with --train " + part();
        given.ineffective(
                part() != Part.LORA,
                beside,
                "it is for --train LORA",
                "--lora-rank",
                "--lora-alpha",
                "--lora-dropout",
                "--projector-rate");
        given.ineffective(part() != Part.ALL, beside, "it is for --train ALL", "--train-vision");
        given.ineffective(course == Schedule.Course.CONSTANT, "with --schedule CONSTANT", "", "--warmup");
        given.ineffective(edits(), "with --method " + method, "nothing trains", OF_STEPS);
        given.ineffective(edits(), "with --method " + method, "nothing trains", RunOptions.ofSteps());
        given.notWith("--stop-below", "--plausible-answers");
        checkNeeds(given.has("--retain"));
        given.atLeast(1, "--lora-rank");
        given.finiteAtLeast(0, "--rate", "--projector-rate", "--stop-below");
        if (loraAlpha != null) Check.positive(loraAlpha, "--lora-alpha");
        if (dropout != null) Check.inHalfOpen(0, 1, dropout, "--lora-dropout");
        Check.inHalfOpen(0, 1, warmup, "--warmup");
        if (plausibleAnswers != null && !(plausibleAnswers > 1 && plausibleAnswers < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "--plausible-answers must be finite and more than 1, was " + plausibleAnswers);
        }
    }

    private void checkNeeds(boolean retainData) {
        if (spec().needs(Need.RETAIN_DATA) && !retainData) {
            throw new IllegalArgumentException(
                    "--method " + method + " needs samples to keep: --retain FILE" + withoutRetain(spec()));
        }
        if (edits() && part() == Part.LORA) {
            throw new IllegalArgumentException(
                    "--method " + method + " changes the model's own weights: --train all or projector");
        }
        if (spec().needs(Need.BASE_MODEL) && part() != Part.LORA) {
            throw new IllegalArgumentException(
                    "--method " + method + " needs the model as it was beside the one that trains: --train lora");
        }
    }

    /** Says how to do without samples to keep, where a setting decides that. */
    static String withoutRetain(MethodSpec spec) {
        boolean weighed = spec.settings().containsKey(ForgetRetainMethod.RETAIN.name());
        return weighed ? ", or its setting retain=0 to do without" : "";
    }
}
