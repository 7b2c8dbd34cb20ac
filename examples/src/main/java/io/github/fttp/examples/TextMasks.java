package io.github.fttp.examples;

import io.github.fttp.core.mask.MarkedText;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.ConceptOptions;
import io.github.fttp.examples.options.ConversationOptions;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.MarkedConversations;
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
        List<Conversation> conversations = data.read(images);
        try (Tokenizer words = Tokenizer.load(tokenizer)) {
            MarkedConversations marked = MarkedConversations.of(
                    conversations,
                    data.template(() -> ConversationTemplate.VICUNA_V1),
                    words,
                    what.concept(),
                    what.matching());
            System.out.println(MarkedText.ansiLegend());
            marked.samples().forEach(each -> System.out.printf("%n%s%n", each.ansi()));
            System.out.printf("%n%s%n", marked.summary());
        }
        what.warnOfMissing(
                conversations.stream().flatMap(each -> each.answers().stream()).toList(), err);
    }
}
