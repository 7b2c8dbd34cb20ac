package io.github.fttp.examples.options;

import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.LlavaConversations;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Conversations and how they become prompts; where their images are is said elsewhere. */
@Under(Heading.DATA)
public class ConversationOptions {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Conversations in LLaVA's JSON.")
    Path data;

    @Option(names = "--template", description = "Prompt template: ${COMPLETION-CANDIDATES} (default: the model's own).")
    ConversationTemplate template;

    /** The file. */
    public final Path data() {
        return data;
    }

    /**
     * How a prompt is put together.
     *
     * @param own the model's template, asked for only where none was given
     */
    public final ChatTemplate template(Supplier<ChatTemplate> own) {
        return template == null ? own.get() : template;
    }

    /** Reads the conversations; every image they name is in that folder. */
    public final List<Conversation> read(Path images) {
        return LlavaConversations.read(data, images);
    }
}
