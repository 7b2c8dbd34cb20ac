package io.github.fttp.examples.forget;

import io.github.fttp.core.Check;
import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.diffusion.ImageForgetting;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.method.UNetEdit;
import io.github.fttp.diffusion.method.UNetMethod;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.train.TrainableUNet.TimestepRange;
import io.github.fttp.diffusion.train.TrainedPart;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.MayBeEmpty;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.RunOptions;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a U-Net forgets; the defaults are the authors'. */
@Under(Heading.TRAINING)
final class ImageTrainingOptions implements Checked {

    /** Options without effect where no steps are made. */
    private static final String[] OF_STEPS = {"--rate", "--epochs", "--stop-growth", "--evaluate-every", "--saliency"};
    /** Options without effect where no images are looked at. */
    private static final String[] OF_IMAGES = {"--train", "--timesteps"};

    @Under(Heading.METHOD)
    @Option(
            names = "--method",
            defaultValue = "fttp",
            paramLabel = "METHOD",
            description =
                    "A method for images and its settings, such as fttp:alpha=30,beta=55; fttp methods lists all.")
    String method;

    @Under(Heading.METHOD)
    @Option(
            names = "--anchor",
            paramLabel = "TEXT",
            description =
                    "Prompt of what stands in the concept's place, for methods that need one, and for edits of words (there"
                            + " default: the empty prompt).")
    String anchor;

    @Under(Heading.METHOD)
    @Option(
            names = "--saliency",
            paramLabel = "RATIO",
            description =
                    "Change only this share of the weights, those that matter most to the forget data (default: all;"
                            + " 0.5 where the method needs such a choice).")
    Double saliency;

    @Under(Heading.METHOD)
    @MayBeEmpty
    @Option(
            names = "--preserve",
            paramLabel = "TEXT",
            description = "With an edit of words such as uce: text whose meaning stays as it is; may be repeated.")
    List<String> preserved = List.of();

    @Option(
            names = "--train",
            paramLabel = "PART",
            description =
                    "full; xattn, the attention to words; xattn-kv, its keys and values; unconditional, all but that and"
                            + " norms; lora, adapters on all attentions; or a regular expression that parameters' whole"
                            + " names match (default: what the method is made for, full with most).")
    String train;

    @Option(names = "--lora-rank", description = "Rank of the adapters, at least 1 (default: 16).")
    Integer rank;

    @Option(names = "--lora-alpha", description = "Scales the adapter by alpha / rank (default: the rank).")
    Double loraAlpha;

    @Option(
            names = {"--lr", "--rate"},
            defaultValue = "1e-5",
            description = "Learning rate of Adam.")
    double rate;

    @Option(
            names = "--epochs",
            description =
                    "How often each image is seen; the authors use 20 (default: 20; with methods that ascend on masked"
                            + " pixels until the concept is at chance, at most 100).")
    Integer epochs;

    @Option(
            names = "--timesteps",
            paramLabel = "FROM-TO",
            description = "Draw time steps from this range only, the last one not included (default: all).")
    String timesteps;

    @Option(
            names = "--stop-growth",
            paramLabel = "N",
            description =
                    "Stop once the error under the mask grew N times as much as outside, at least 1 (default: to the error"
                            + " of a model that knows nothing, where neither --epochs nor --steps is given).")
    Double stopGrowth;

    @Mixin
    RunOptions steps = new RunOptions(50);

    /** The part that trains, by the option's word. */
    String part() {
        return train == null ? named().toString() : train;
    }

    private TrainedPart named() {
        return train == null ? TrainedPart.of(UNetMethod.part(spec().method())) : TrainedPart.parse(train);
    }

    /** Whether adapters train, beside weights that stay as they are. */
    boolean isLora() {
        return named() instanceof TrainedPart.Adapters;
    }

    private TrainedPart trained() {
        if (!isLora() || rank == null && loraAlpha == null) return named();
        Lora lora = Lora.rank(rank == null ? TrainedPart.RANK : rank).on(DiffusersLora.attention());
        return TrainedPart.lora(lora.alpha(loraAlpha == null ? lora.rank() : loraAlpha));
    }

    /** The method with its settings. */
    MethodSpec spec() {
        return Methods.parse(method, Modality.IMAGE);
    }

    /** The method, where it changes weights without training. */
    Optional<UNetEdit> edit() {
        return spec().method() instanceof UNetEdit edit ? Optional.of(edit) : Optional.empty();
    }

    private boolean makesSteps() {
        return spec().method() instanceof TrainingMethod;
    }

    /** Whether it trains on what the model makes itself of the prompt; the images are for measuring then. */
    boolean makesItsSamples() {
        return spec().needs(Need.OWN_SAMPLES);
    }

    /** Whether the images are trained on, or the weights chosen by them. */
    boolean trainsOnImages() {
        return edit().isEmpty() && (!makesItsSamples() || saliency != null);
    }

    /** Tells a run all of it; refuses what the model can't do. */
    ImageForgetting applyTo(ImageForgetting run, StableDiffusionFolder folder) {
        TrainedPart trained = trained();
        if (!isLora() && folder.unetValues(trained::includes) == 0) {
            throw new IllegalArgumentException("--train " + part() + " matches no parameter of the U-Net");
        }
        run.with(spec())
                .train(trained)
                .training(steps.by(Adam.rate(rate)).fuseWherePossible())
                .preserve(preserved.toArray(String[]::new));
        if (epochs != null) run.epochs(epochs);
        steps.length(run::steps);
        if (anchor != null) run.anchor(anchor);
        if (saliency != null) run.saliency(saliency);
        if (stopGrowth != null) run.stopAtGrowth(stopGrowth);
        if (timesteps != null) {
            run.timesteps(
                    TimestepRange.parse(timesteps, folder.scheduler().schedule().timesteps(), "--timesteps"));
        }
        return run;
    }

    @Override
    public void check(Given given) {
        String beside = "with --method " + method;
        given.ineffective(edit().isPresent(), beside, "nothing trains", RunOptions.names());
        given.ineffective(edit().isPresent(), beside, "nothing trains", OF_IMAGES);
        given.ineffective(!makesSteps(), beside, "nothing trains", OF_STEPS);
        given.ineffective(!makesSteps(), beside, "nothing trains", RunOptions.ofSteps());
        given.ineffective(edit().isEmpty(), beside, "it is for edits of words", "--preserve");
        given.ineffective(!isLora(), "with --train " + part(), "it is for --train lora", "--lora-rank", "--lora-alpha");
        given.ineffective(
                !spec().needs(Need.ANCHOR_PROMPT) && edit().isEmpty(),
                beside,
                "which puts nothing in its place",
                "--anchor");
        given.ineffective(makesItsSamples(), beside, "--steps counts the samples that it makes", "--epochs");
        given.ineffective(
                !trainsOnImages() && edit().isEmpty(),
                beside,
                "its samples have time steps of their own",
                "--timesteps");
        checkNeeds(given.has("--retain"));
        checkRanges(given);
    }

    private void checkNeeds(boolean retainData) {
        if (spec().needs(Need.RETAIN_DATA) && !retainData) {
            throw new IllegalArgumentException("--method " + method + " needs images to keep: --retain DIR"
                    + TrainingOptions.withoutRetain(spec()));
        }
        if (spec().needs(Need.ANCHOR_PROMPT) && anchor == null) {
            throw new IllegalArgumentException(
                    "--method " + method + " needs a prompt of what stands in the concept's place: --anchor TEXT");
        }
    }

    private void checkRanges(Given given) {
        given.atLeast(1, "--lora-rank");
        given.finiteAtLeast(0, "--rate");
        given.finiteAtLeast(1, "--stop-growth");
        if (loraAlpha != null) Check.positive(loraAlpha, "--lora-alpha");
        if (saliency != null) Check.between(0.0, 1, saliency, "--saliency");
    }
}
