package io.github.fttp.examples.options;

import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.LlavaConversations;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Conversations and how they become prompts; where their images are is said elsewhere. */
@Under(Heading.DATA)
public final class ConversationOptions {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Conversations in LLaVA's JSON.")
    Path data;

    @Option(
            names = "--template",
            defaultValue = "VICUNA_V1",
            description = "Prompt template: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    ConversationTemplate template;

    /** How a prompt is put together. */
    public ConversationTemplate template() {
        return template;
    }

    /** Reads the conversations; every image they name is in that folder. */
    public List<Conversation> read(Path images) {
        return LlavaConversations.read(data, images);
    }
}
