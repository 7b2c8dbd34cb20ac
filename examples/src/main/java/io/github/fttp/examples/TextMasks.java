package io.github.fttp.examples;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.MarkedText;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.SampleEncoder;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Conversations with the tokens that carry the concept marked. */
@Under(Heading.MODEL)
final class TextMasks {
    @Option(names = "--tokenizer", required = true, paramLabel = "FILE", description = "tokenizer.json of the model.")
    Path tokenizer;

    @ArgGroup(exclusive = false, multiplicity = "1")
    ConversationOptions data;

    @ArgGroup(exclusive = false, multiplicity = "1")
    ConceptOptions what;

    /** Prints them. */
    void show(Path images) {
        Concept concept = what.concept();
        List<Conversation> conversations = data.read(images);
        try (Tokenizer words = Tokenizer.load(tokenizer)) {
            // The picture is only shown as a word here, so any id serves.
            SampleEncoder encoder = new SampleEncoder(words, data.template, words.size());
            for (Conversation conversation : conversations) {
                EncodedSample sample = encoder.encode(conversation, concept, what.matching());
                System.out.printf("%n%s: %d of %d labels%n", sample.id(), sample.conceptTokens(), sample.labelled());
                System.out.println(MarkedText.ansi(sample.prompt(), sample.spans(), sample.concept()));
            }
        }
    }
}
