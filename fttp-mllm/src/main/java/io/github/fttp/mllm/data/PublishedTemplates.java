package io.github.fttp.mllm.data;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@code chat_template}s that a family's folders bring along, programs in Jinja: known by their text, and never interpreted.
 * One that is not known is refused, since it may ask the model in another way than it is trained and measured in here.
 *
 * @param known what each stands for, by the SHA-256 of its text without blanks around it
 * @param otherwise of folders that bring none
 */
public record PublishedTemplates(Map<String, ChatTemplate> known, ChatTemplate otherwise) {
    public PublishedTemplates {
        known = new LinkedHashMap<>(known);
    }

    /** A folder's template. */
    private record Found(Path file, String text) {}

    /**
     * The template of a folder.
     *
     * @throws BadCheckpoint naming the file, if it has a {@code chat_template} that is not known
     */
    public ChatTemplate of(Path folder) {
        return found(folder).map(this::known).orElse(otherwise);
    }

    /** All that folders of the family may stand for, each once, by name. */
    public List<ChatTemplate> all() {
        return Stream.concat(Stream.of(otherwise), known.values().stream())
                .distinct()
                .sorted(Comparator.comparing(Object::toString))
                .toList();
    }

    private ChatTemplate known(Found found) {
        String digest = new Digest()
                .add(found.text.strip().getBytes(StandardCharsets.UTF_8))
                .hex();
        ChatTemplate template = known.get(digest);
        if (template != null) return template;
        throw new BadCheckpoint(
                found.file,
                "chat_template",
                "(SHA-256 " + digest.substring(0, 12) + "...) is not known",
                "name the template to take; the family's are "
                        + all().stream().map(Object::toString).collect(Collectors.joining(", ")));
    }

    /** In the order in which transformers looks. */
    private static Optional<Found> found(Path folder) {
        Path plain = folder.resolve("chat_template.jinja");
        if (Files.exists(plain)) return Optional.of(new Found(plain, text(plain)));
        for (String name : new String[] {"chat_template.json", "processor_config.json", "tokenizer_config.json"}) {
            Path file = folder.resolve(name);
            if (!Files.exists(file)) continue;
            Optional<Json> field = Json.checkpoint(file).optional("chat_template");
            if (field.isPresent()) return Optional.of(new Found(file, text(field.get())));
        }
        return Optional.empty();
    }

    /** The text, or of several that have names the one called {@code default}. */
    private static String text(Json field) {
        if (!field.isArray()) return field.text();
        for (Json each : field.items()) {
            if (each.field("name").text().equals("default"))
                return each.field("template").text();
        }
        throw field.refuse("has no template called default");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new BadCheckpoint(file, "is not UTF-8", e);
        } catch (IOException e) {
            throw new BadCheckpoint(file, e);
        }
    }
}
