package io.github.fttp.examples;

import io.github.fttp.core.mask.MarkedText;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.model.ModelFolder;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.ConceptOptions;
import io.github.fttp.examples.options.ConversationOptions;
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
    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "tokenizer.json of the model, in place of --model.")
    Path tokenizer;

    @ArgGroup(exclusive = false, multiplicity = "1")
    ConversationOptions data;

    @ArgGroup(exclusive = false, multiplicity = "1")
    ConceptOptions what;

    /**
     * Prints them.
     *
     * @param model null where there is a tokenizer
     */
    void show(Path images, Path model, PrintWriter err) {
        List<Conversation> conversations = data.read(images);
        if (model == null) {
            try (Tokenizer words = Tokenizer.load(tokenizer)) {
                show(conversations, data.template(ConversationTemplate::named), words);
            }
        } else {
            ModelFolder found = ModelFolder.of(model).require(Modality.TEXT, "--data");
            try (VisionLanguageFolder folder = VisionLanguageFamilies.of(model).open(model)) {
                err.println("note: " + found);
                show(conversations, data.template(folder::template), folder.tokenizer());
            }
        }
        what.warnOfMissing(
                conversations.stream().flatMap(each -> each.answers().stream()).toList(), err);
    }

    private void show(List<Conversation> conversations, ChatTemplate template, Tokenizer words) {
        MarkedConversations marked =
                MarkedConversations.of(conversations, template, words, what.concept(), what.matching());
        System.out.println(MarkedText.ansiLegend());
        marked.samples().forEach(each -> System.out.printf("%n%s%n", each.ansi()));
        System.out.printf("%n%s%n", marked.summary());
    }
}
