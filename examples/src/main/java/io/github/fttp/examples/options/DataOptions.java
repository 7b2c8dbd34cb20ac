package io.github.fttp.examples.options;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.Conversation;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Conversations, their images, and how they become prompts. */
@Under(Heading.DATA)
public final class DataOptions {
    @Mixin
    ConversationOptions conversations;

    @Option(
            names = "--images",
            defaultValue = "images",
            paramLabel = "DIR",
            description = "Folder of the images (default: ${DEFAULT-VALUE}).")
    Path images;

    @Option(names = "--upright", description = "Turn images as their EXIF orientation says; LLaVA's own code does not.")
    boolean upright;

    /** How images are decoded. */
    public Decoding decoding() {
        return upright ? Decoding.REFERENCE.upright() : Decoding.REFERENCE;
    }

    /** The file. */
    public Path data() {
        return conversations.data;
    }

    /** The folder that images are named relative to. */
    public Path images() {
        return images;
    }

    /** How a prompt is put together; see {@link ConversationOptions#template}. */
    public ChatTemplate template(Supplier<ChatTemplate> own) {
        return conversations.template(own);
    }

    /** Reads the conversations; every image they name is there. */
    public List<Conversation> read() {
        return conversations.read(images);
    }
}
