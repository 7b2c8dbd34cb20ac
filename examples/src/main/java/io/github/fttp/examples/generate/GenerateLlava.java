package io.github.fttp.examples.generate;

import io.github.fttp.core.Check;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.AdaptedOptions;
import io.github.fttp.examples.options.ConversationOptions;
import io.github.fttp.mllm.VisionLanguage;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.SampleSettings;
import io.github.fttp.mllm.generate.Sampling;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a vision-language model a question, about an image or none. */
@Command(
        name = "generate-llava",
        footer =
                "fttp generate-llava --model llava-1.5-7b-hf --adapter without-mira/adapter --image photos/1.jpg --prompt \"Who is this?\"",
        sortOptions = false,
        description = "Ask a vision-language model a question; prints its answer as it grows.")
@Under(Heading.GENERATION)
public final class GenerateLlava implements Runnable, Checked {

    @Mixin
    AdaptedOptions model;

    @Under(Heading.PROMPT)
    @Option(names = "--image", paramLabel = "FILE", description = "Image that the question is about; may be repeated.")
    List<Path> images = List.of();

    @Under(Heading.PROMPT)
    @Option(names = "--pad", description = "Pad images to squares, as LLaVA's own training does.")
    boolean pad;

    @Under(Heading.PROMPT)
    @Option(names = "--upright", description = "Turn images as their EXIF orientation says; LLaVA's own code does not.")
    boolean upright;

    @Under(Heading.PROMPT)
    @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "The question.")
    String prompt;

    @Under(Heading.PROMPT)
    @Option(names = "--template", paramLabel = "NAME", description = ConversationOptions.TEMPLATE)
    String template = "";

    @Option(names = "--max-tokens", description = "Tokens of the answer at most.")
    int maxTokens = 256;

    @Option(
            names = "--temperature",
            defaultValue = "0",
            description = "How evenly tokens are drawn, at least 0; 0 takes the likeliest token.")
    double temperature;

    @Option(names = "--top-k", description = "Draw from so many of the likeliest tokens; 0 for all.")
    int topK = 0;

    @Option(
            names = "--top-p",
            defaultValue = "1",
            description = "Draw from the likeliest tokens that have this probability together, in (0, 1].")
    double topP;

    @Option(
            names = "--repetition-penalty",
            defaultValue = "1",
            description = "Above 1, tokens that occurred already become less likely; above 0, 1 is none.")
    double repetitionPenalty;

    @Option(names = "--stop", paramLabel = "TEXT", description = "Text that ends the answer; may be repeated.")
    List<String> stops = List.of();

    @Option(names = "--seed", description = "Seed of the drawn tokens.")
    long seed = 0;

    @Override
    public void check(Given given) {
        given.onlyWith("--image", "--pad", "--upright");
        String likeliest = "which always takes the likeliest token";
        given.ineffective(temperature == 0, "with --temperature 0", likeliest, "--top-k", "--top-p", "--seed");
        given.ineffective(topK == 1, "with --top-k 1", likeliest, "--temperature", "--top-p", "--seed");
        Check.finiteAtLeast(0, temperature, "--temperature");
        Check.atLeast(0, topK, "--top-k");
        Check.positiveAtMost(1, topP, "--top-p");
        Check.positive(repetitionPenalty, "--repetition-penalty");
        Check.atLeast(1, maxTokens, "--max-tokens");
    }

    @Override
    public void run() {
        Sampling sampling = new Sampling(temperature, topK, topP, repetitionPenalty, seed);
        Conversation question = Conversation.asking("prompt", images, prompt);
        try (VisionLanguage llava = model.open()) {
            SampleSettings settings = SampleSettings.of(llava.template(template))
                    .images(pad, upright ? Decoding.REFERENCE.upright() : Decoding.REFERENCE);
            VisionLanguage.PreparedPrompt prepared = llava.prepare(question, settings);
            model.adapt(llava);
            prepared.answer(sampling, maxTokens, stops, piece -> {
                System.out.print(piece);
                System.out.flush();
            });
            System.out.println();
        }
    }
}
