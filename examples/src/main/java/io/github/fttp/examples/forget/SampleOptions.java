package io.github.fttp.examples.forget;

import io.github.fttp.core.Check;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.knowledge.HeldOut;
import io.github.fttp.mllm.data.AlternativeAnswers;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is made of conversations before they are learnt from. */
@Under(Heading.DATA)
final class SampleOptions implements Checked {
    private static final double HELD_OUT = 0.1;

    @Option(
            names = "--retain",
            paramLabel = "FILE",
            description = "Conversations to keep, for methods that need some; measured too.")
    Path retain;

    @Option(
            names = "--retain-images",
            paramLabel = "DIR",
            description = "Folder of their images (default: that of --images).")
    Path retainImages;

    @Option(
            names = "--alternatives",
            paramLabel = "FILE",
            description =
                    "Other answers to the questions, for methods that need them such as idk and dpo: one on each line, to"
                            + " draw from; or JSON, an object of answers by sample id (default: a hundred refusals).")
    Path alternatives;

    @Option(names = "--pad", description = "Pad images to squares, as LLaVA's own training does.")
    boolean pad;

    @Option(
            names = "--max-tokens",
            defaultValue = "2048",
            description = "Longer samples are cut, an image counting as one (default: ${DEFAULT-VALUE}).")
    int maxTokens;

    @Option(names = "--allow-without-concept", description = "Keep samples whose answers do not name the concept.")
    boolean allowWithout;

    @Option(
            names = "--allow-near-misses",
            description = "Go on although answers name the concept nearly, unmarked; they are listed.")
    boolean allowNearMisses;

    @Option(
            names = "--hold-out",
            paramLabel = "SHARE",
            description =
                    "Share of --data, and of --retain, that is not trained on but measured on, where --eval gives no"
                            + " generality, or no retain; at least 4 samples, none of fewer than 20 (default: 0.1).")
    Double holdOut;

    /** Which of some samples are kept from training to measure on. */
    HeldOut heldOut(int samples, boolean otherData, long seed) {
        if (holdOut == null && otherData) return HeldOut.nothing(samples);
        return HeldOut.of(samples, holdOut == null ? HELD_OUT : holdOut, seed);
    }

    Optional<Path> retain() {
        return Optional.ofNullable(retain);
    }

    /** What is answered in place of what is to be forgotten. */
    AlternativeAnswers alternatives() {
        return alternatives == null ? AlternativeAnswers.refusals() : AlternativeAnswers.read(alternatives);
    }

    Path retainImages(Path images) {
        return retainImages == null ? images : retainImages;
    }

    @Override
    public void check(Given given) {
        given.onlyWith("--retain", "--retain-images");
        Check.atLeast(1, maxTokens, "--max-tokens");
        if (holdOut != null) Check.inHalfOpen(0, 1, holdOut, "--hold-out");
    }
}
