package io.github.fttp.examples.forget;

import io.github.fttp.core.Check;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.ConceptOptions;
import io.github.fttp.examples.options.DataOptions;
import io.github.fttp.mllm.data.AlternativeAnswers;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.data.SampleSettings;
import io.github.fttp.mllm.forget.Forgetting;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Options of how conversations become samples. */
@Under(Heading.DATA)
final class SampleOptions implements Checked {
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
                    "Other answers to the questions, for methods that need them such as idk and dpo: one on each line or a JSON"
                            + " array, to draw from; or a JSON object of answers by sample id (default: a hundred refusals).")
    Path alternatives;

    @Option(names = "--max-tokens", description = "Longer samples are cut, which is said, an image counting as one.")
    int maxTokens = 2048;

    @Option(names = "--allow-without-concept", description = "Keep samples whose answers do not name the concept.")
    boolean allowWithout;

    @Option(
            names = "--allow-near-misses",
            description = "Go on although answers name the concept nearly, unmarked; they are listed.")
    boolean allowNearMisses;

    /**
     * Tells a run how conversations become samples, what is to be kept, and what is answered instead.
     *
     * @param named gives a template by its name, and the model's own by none
     */
    Forgetting applyTo(Forgetting run, DataOptions data, ConceptOptions what, Function<String, ChatTemplate> named) {
        if (retain != null) {
            run.retain(LlavaConversations.read(retain, retainImages == null ? data.images() : retainImages));
        }
        if (alternatives != null) run.alternatives(AlternativeAnswers.read(alternatives));
        return run.samples(SampleSettings.of(data.template(named))
                .matching(what.matching())
                .images(data.pads(), data.decoding())
                .maxTokens(maxTokens)
                .allowWithoutConcept(allowWithout)
                .allowNearMisses(allowNearMisses));
    }

    @Override
    public void check(Given given) {
        given.onlyWith("--retain", "--retain-images");
        Check.atLeast(1, maxTokens, "--max-tokens");
    }
}
