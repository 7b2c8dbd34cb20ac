package io.github.fttp.examples.options;

import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.LlavaConversations;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Conversations and how they become prompts; where their images are is said elsewhere. */
@Under(Heading.DATA)
public class ConversationOptions {
    /** What {@code --template} names. */
    public static final String TEMPLATE =
            "Prompt template, such as VICUNA_V1; a wrong one lists the family's (default: the model's own).";

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Conversations in LLaVA's JSON.")
    Path data;

    @Option(names = "--template", paramLabel = "NAME", description = TEMPLATE)
    String template = "";

    /** The file. */
    public final Path data() {
        return data;
    }

    /**
     * How a prompt is put together.
     *
     * @param named gives a template by its name, and the model's own by none
     */
    public final ChatTemplate template(Function<String, ChatTemplate> named) {
        return named.apply(template);
    }

    /** Reads the conversations; every image they name is in that folder. */
    public final List<Conversation> read(Path images) {
        return LlavaConversations.read(data, images);
    }
}
