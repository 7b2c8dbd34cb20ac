package io.github.fttp.examples;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.MarkedText;
import io.github.fttp.core.mask.NearMiss;
import io.github.fttp.core.mask.NearMisses;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.ConceptOptions;
import io.github.fttp.examples.options.ConversationOptions;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.SampleEncoder;
import java.io.PrintWriter;
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
    void show(Path images, PrintWriter err) {
        Concept concept = what.concept();
        List<Conversation> conversations = data.read(images);
        try (Tokenizer words = Tokenizer.load(tokenizer)) {
            // The image is only shown as a word here, so any id serves.
            SampleEncoder encoder = new SampleEncoder(words, data.template(), words.size());
            NearMisses near = NearMisses.of(concept);
            System.out.println(MarkedText.ansiLegend());
            int marked = 0;
            int missed = 0;
            for (Conversation conversation : conversations) {
                EncodedSample sample = encoder.encode(conversation, concept, what.matching());
                List<NearMiss> unmarked = sample.unmarked(near);
                marked += sample.conceptTokens();
                missed += unmarked.size();
                System.out.printf(
                        "%n%s: %d of %d labels%s%n",
                        sample.id(),
                        sample.conceptTokens(),
                        sample.labelled(),
                        unmarked.isEmpty() ? "" : ", near misses: " + unmarked.size());
                System.out.println(MarkedText.ansi(sample.prompt(), sample.spans(), sample.concept(), unmarked));
            }
            System.out.printf(
                    "%n%d labels of %d samples are marked; near misses that are not: %d%n",
                    marked, conversations.size(), missed);
            what.warnOfMissing(
                    conversations.stream()
                            .flatMap(each -> each.answers().stream())
                            .toList(),
                    err);
        }
    }
}
