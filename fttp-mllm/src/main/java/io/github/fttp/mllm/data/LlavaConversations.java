package io.github.fttp.mllm.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Refusal;
import io.github.fttp.mllm.data.Conversation.Speaker;
import io.github.fttp.mllm.data.Conversation.Turn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads LLaVA's conversation JSON: an array of {@code {"id", "image"?, "conversations": [{"from": "human" | "gpt",
 * "value"}]}} with {@code <image>} in one of the questions.
 *
 * <p>Everything is checked before anything is returned, the pictures too (there, inside of their folder, and pictures by
 * their first bytes). A leading answer without a question is dropped, as LLaVA does.
 */
public final class LlavaConversations {
    private LlavaConversations() {}

    /**
     * @param images the folder that pictures are named relative to
     * @throws BadData naming file, sample and field
     */
    public static List<Conversation> read(Path file, Path images) {
        Json root = Json.data(file);
        if (!root.isArray()) throw root.refuse("is " + root.found() + ", expected an array of samples");
        List<Json> items = root.items();
        if (items.isEmpty()) throw root.refuse("has no samples: nothing to learn from");
        List<Conversation> conversations = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            Conversation read = conversation(items.get(i), i, images);
            if (!ids.add(read.id()))
                throw items.get(i).field("id").refuse("is \"" + read.id() + "\" for a second sample");
            conversations.add(read);
        }
        return conversations;
    }

    private static Conversation conversation(Json item, int number, Path images) {
        if (!item.isObject()) throw item.refuse("is " + item.found() + ", expected a sample");
        String id = item.optional("id").map(LlavaConversations::id).orElse(String.valueOf(number));
        List<Turn> turns = turns(item.field("conversations"));
        int named = 0;
        for (Turn turn : turns) named += count(turn.text());
        if (!item.has("image")) {
            if (named > 0) throw item.refuse("names " + Conversation.IMAGE + " but has no \"image\"");
            return new Conversation(id, List.of(), turns);
        }
        Json image = item.field("image");
        if (!image.isText()) throw image.refuse("is " + image.found() + ", expected the name of one picture");
        if (named != 1) {
            throw item.refuse(
                    "names " + Conversation.IMAGE + " " + named + " times, expected once for its one picture");
        }
        return new Conversation(id, List.of(picture(image, images)), turns);
    }

    private static String id(Json id) {
        return id.isNumber() ? id.node().asText() : id.text();
    }

    private static List<Turn> turns(Json field) {
        List<Turn> turns = new ArrayList<>();
        List<Json> items = field.items();
        for (int i = 0; i < items.size(); i++) {
            Json item = items.get(i);
            Json from = item.field("from");
            Speaker speaker =
                    switch (from.text()) {
                        case "human" -> Speaker.HUMAN;
                        case "gpt" -> Speaker.ASSISTANT;
                        default -> throw from.refuse("is \"" + from.text() + "\", expected \"human\" or \"gpt\"");
                    };
            String text = item.field("value").text();
            if (turns.isEmpty() && speaker == Speaker.ASSISTANT && i == 0) continue;
            Speaker expected = turns.size() % 2 == 0 ? Speaker.HUMAN : Speaker.ASSISTANT;
            if (speaker != expected) {
                throw from.refuse("is \"" + from.text() + "\", expected the other: questions and answers alternate");
            }
            if (speaker == Speaker.ASSISTANT && text.contains(Conversation.IMAGE)) {
                throw item.field("value").refuse("holds " + Conversation.IMAGE + ", which belongs into questions");
            }
            turns.add(new Turn(speaker, text));
        }
        if (turns.isEmpty()) throw field.refuse("has no turns: nothing to learn from");
        if (turns.size() % 2 != 0) throw field.refuse("ends with a question, expected its answer behind it");
        return turns;
    }

    private static int count(String text) {
        return (text.length() - text.replace(Conversation.IMAGE, "").length()) / Conversation.IMAGE.length();
    }

    private static Path picture(Json field, Path images) {
        String name = field.text();
        Path file;
        try {
            file = images.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw field.refuse("is \"" + name + "\", expected the name of a picture");
        }
        if (name.isBlank() || Path.of(name).isAbsolute() || !file.startsWith(images.normalize())) {
            throw field.refuse("is \"" + name + "\", expected a picture inside of " + images);
        }
        if (!Files.isRegularFile(file)) throw field.refuse("is \"" + name + "\", not found in " + images);
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(12);
        } catch (IOException e) {
            throw new BadData(file, "cannot be read: " + Refusal.reason(e), e);
        }
        if (!isPicture(head)) throw field.refuse("is \"" + name + "\", which is no PNG, JPEG, GIF, BMP or WebP");
        return file;
    }

    private static boolean isPicture(byte[] head) {
        return starts(head, 0, 0x89, 'P', 'N', 'G')
                || starts(head, 0, 0xff, 0xd8, 0xff)
                || starts(head, 0, 'G', 'I', 'F', '8')
                || starts(head, 0, 'B', 'M')
                || starts(head, 0, 'R', 'I', 'F', 'F') && starts(head, 8, 'W', 'E', 'B', 'P');
    }

    private static boolean starts(byte[] head, int at, int... bytes) {
        if (head.length < at + bytes.length) return false;
        for (int i = 0; i < bytes.length; i++) if ((head[at + i] & 0xff) != bytes[i]) return false;
        return true;
    }
}
