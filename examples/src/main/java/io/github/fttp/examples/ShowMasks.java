package io.github.fttp.examples;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.MarkedText;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.data.SampleEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints each conversation with the tokens that carry the concept marked: look before you forget. */
@Command(name = "show-masks", description = "Print each answer with its concept tokens marked.")
final class ShowMasks implements Callable<Integer> {
    @Option(names = "--tokenizer", required = true, description = "tokenizer.json of the model")
    Path tokenizer;

    @Option(names = "--data", required = true, description = "conversations in LLaVA's JSON")
    Path data;

    @Option(
            names = "--images",
            defaultValue = "images",
            description = "folder of the pictures (default: ${DEFAULT-VALUE})")
    Path images;

    @Option(names = "--concept", required = true, description = "name of what is to be forgotten")
    String concept;

    @Option(names = "--alias", description = "another name of it; may be repeated")
    List<String> aliases = List.of();

    @Option(
            names = "--matching",
            defaultValue = "SPANS",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    Matching matching;

    @Option(
            names = "--template",
            defaultValue = "VICUNA_V1",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    ConversationTemplate template;

    @Override
    public Integer call() {
        Concept named = new Concept(concept, aliases);
        List<Conversation> conversations = LlavaConversations.read(data, images);
        try (Tokenizer words = Tokenizer.load(tokenizer)) {
            // The picture is only shown as a word here, so any id serves.
            SampleEncoder encoder = new SampleEncoder(words, template, words.size());
            for (Conversation conversation : conversations) {
                EncodedSample sample = encoder.encode(conversation, named, matching);
                System.out.printf("%n%s: %d of %d labels%n", sample.id(), sample.conceptTokens(), sample.labelled());
                System.out.println(MarkedText.ansi(sample.prompt(), sample.spans(), sample.concept()));
            }
        }
        return 0;
    }
}
