package io.github.fttp.examples.options;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.io.BadData;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.mllm.data.Conversation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Conversations, their images, and how they become prompts. */
@Under(Heading.DATA)
public final class DataOptions extends ConversationOptions {
    @Option(names = "--images", defaultValue = "images", paramLabel = "DIR", description = "Folder of the images.")
    Path images;

    @Option(names = "--upright", description = "Turn images as their EXIF orientation says; LLaVA's own code does not.")
    boolean upright;

    @Option(names = "--pad", description = "Pad images to squares, as LLaVA's own training does.")
    boolean pad;

    /** Whether images are padded to squares. */
    public boolean pads() {
        return pad;
    }

    /** How images are decoded. */
    public Decoding decoding() {
        return upright ? Decoding.REFERENCE.upright() : Decoding.REFERENCE;
    }

    /** The folder that images are named relative to. */
    public Path images() {
        return images;
    }

    /** Reads the conversations; every image they name is there. */
    public List<Conversation> read() {
        try {
            return read(images);
        } catch (BadData e) {
            boolean isMissing = e.getMessage().endsWith("not found in " + images);
            if (!isMissing || Files.isDirectory(images)) throw e;
            throw new IllegalArgumentException(e.getMessage() + "; --images names their folder", e);
        }
    }
}
