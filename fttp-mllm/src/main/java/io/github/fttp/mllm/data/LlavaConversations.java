package io.github.fttp.mllm.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads conversations about images, in the two layouts that are common: LLaVA's {@code {"id", "image"?, "conversations":
 * [{"from": "human" | "gpt", "value"}]}} and {@code {"images"?, "messages": [{"role": "user" | "assistant", "content"}]}},
 * an array of them or, in a file called {@code .jsonl}, one on each line. {@code <image>} stands in the questions once for
 * each image. A first turn may be the {@code system}'s. {@code names} says which of the concept's names are its own in a sample.
 *
 * <p>Everything is checked before anything is returned, the images too (there, inside of their folder, and images by their
 * first bytes). A leading answer without a question is dropped, as LLaVA does.
 */
public final class LlavaConversations {
    private static final Logger LOG = LoggerFactory.getLogger(LlavaConversations.class);

    private LlavaConversations() {}

    /**
     * Reads a file. Samples may share an id, as they do in common mixes of data sets: a warning says so.
     *
     * @param images the folder that images are named relative to
     * @throws BadData naming file, sample and field
     */
    public static List<Conversation> read(Path file, Path images) {
        List<Json> items = items(file);
        if (items.isEmpty()) throw new BadData(file, "has no samples: nothing to learn from");
        SampleReader reader = new SampleReader(new NamedImages(images));
        List<Conversation> conversations = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        List<String> again = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Conversation read = reader.read(items.get(i), i);
            if (!ids.add(read.id())) again.add(read.id());
            conversations.add(read);
        }
        if (!again.isEmpty()) {
            LOG.warn(
                    "{}: {} of {} samples have an id that an earlier one has too, the first of them \"{}\"; all are read",
                    file,
                    again.size(),
                    items.size(),
                    again.get(0));
        }
        return conversations;
    }

    /** The samples of a file, unread. */
    static List<Json> items(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        List<Json> rows = Json.rows(file);
        boolean lines = rows.stream().anyMatch(row -> row.path().isEmpty());
        if (lines && !name.endsWith(".jsonl") && !name.endsWith(".ndjson")) {
            throw new BadData(
                    file,
                    (rows.size() == 1 ? "is " + rows.get(0).found() : "has a value on each line")
                            + ", expected an array of samples (one on each line in a .jsonl file)");
        }
        return rows;
    }
}
