package io.github.fttp.examples;

import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.LlavaConversations;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Conversations and how they become prompts. */
public final class DataOptions {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Conversations in LLaVA's JSON.")
    Path data;

    @Option(
            names = "--images",
            defaultValue = "images",
            paramLabel = "DIR",
            description = "Folder of the pictures (default: ${DEFAULT-VALUE}).")
    Path images;

    @Option(
            names = "--template",
            defaultValue = "VICUNA_V1",
            description = "Prompt template: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    ConversationTemplate template;

    /** The file. */
    public Path data() {
        return data;
    }

    /** The folder that pictures are named relative to. */
    public Path images() {
        return images;
    }

    /** How a prompt is put together. */
    public ConversationTemplate template() {
        return template;
    }

    /** Reads the conversations; every picture they name is there. */
    public List<Conversation> read() {
        return LlavaConversations.read(data, images);
    }
}
