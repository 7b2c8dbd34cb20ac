package io.github.fttp.examples;

import io.github.fttp.core.mask.MarkedText;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.ConceptOptions;
import io.github.fttp.examples.options.ConversationOptions;
import io.github.fttp.examples.options.ModelFolder;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.MarkedConversations;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Conversations with the tokens that carry the concept marked. */
@Under(Heading.MODEL)
final class TextMasks {
    @ArgGroup(multiplicity = "1")
    Words words;

    /** Where the tokens come from. */
    @Under(Heading.MODEL)
    static final class Words {
        @Option(names = "--tokenizer", paramLabel = "FILE", description = "tokenizer.json of the model.")
        Path tokenizer;

        @Option(
                names = "--model",
                paramLabel = "DIR",
                description = "The model's folder, which says the prompt template as well.")
        Path model;
    }

    @ArgGroup(exclusive = false, multiplicity = "1")
    ConversationOptions data;

    @ArgGroup(exclusive = false, multiplicity = "1")
    ConceptOptions what;

    /** Prints them. */
    void show(Path images, PrintWriter err) {
        List<Conversation> conversations = data.read(images);
        if (words.model == null) {
            try (Tokenizer tokenizer = Tokenizer.load(words.tokenizer)) {
                show(conversations, data.template(() -> ConversationTemplate.VICUNA_V1), tokenizer);
            }
        } else {
            ModelFolder found = ModelFolder.of(words.model).require(Modality.TEXT, "--data");
            try (VisionLanguageFolder folder =
                    VisionLanguageFamilies.of(words.model).open(words.model)) {
                err.println("note: " + found);
                show(conversations, data.template(folder::template), folder.tokenizer());
            }
        }
        what.warnOfMissing(
                conversations.stream().flatMap(each -> each.answers().stream()).toList(), err);
    }

    private void show(List<Conversation> conversations, ChatTemplate template, Tokenizer tokenizer) {
        MarkedConversations marked =
                MarkedConversations.of(conversations, template, tokenizer, what.concept(), what.matching());
        System.out.println(MarkedText.ansiLegend());
        marked.samples().forEach(each -> System.out.printf("%n%s%n", each.ansi()));
        System.out.printf("%n%s%n", marked.summary());
    }
}
