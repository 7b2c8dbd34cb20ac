package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Prompts in JSON: a value on each line, an array of them, or an object of them by the images' names. */
final class PromptEntries {
    private PromptEntries() {}

    /** Reads a text of any name; empty where it is no array of objects or texts, no object, and begins with no line that is one. */
    static Optional<List<PromptRow>> ofAny(Path file, String text) {
        if (!beginsWith(text, "[") && !beginsWith(text, "{")) return Optional.empty();
        Optional<Json> whole;
        try {
            whole = whole(file, text);
            boolean others = whole.stream()
                    .filter(value -> !value.isObject())
                    .flatMap(value -> value.items().stream())
                    .anyMatch(each -> !each.isObject() && !each.isText());
            if (others) return Optional.empty();
        } catch (BadData e) {
            return Optional.empty(); // a prompt may begin with a bracket
        }
        return Optional.of(read(file, text, whole));
    }

    static List<PromptRow> read(Path file, String text) {
        return read(file, text, whole(file, text));
    }

    private static List<PromptRow> read(Path file, String text, Optional<Json> whole) {
        if (whole.isEmpty()) return lines(file, text);
        Json value = whole.get();
        if (!value.isObject()) return array(value);
        return isByImage(value) ? byImage(value) : List.of(prompt("entry 1", value));
    }

    private static boolean beginsWith(String text, String bracket) {
        return text.stripLeading().startsWith(bracket);
    }

    /**
     * The one value that a text is; empty where there is one on each line, as where the first line is a whole one and
     * others follow.
     *
     * @throws BadData when it is damaged
     */
    private static Optional<Json> whole(Path file, String text) {
        boolean object = beginsWith(text, "{");
        if (!object && !beginsWith(text, "[")) return Optional.empty();
        if (object) {
            List<String> lines =
                    text.lines().filter(line -> !line.isBlank()).limit(2).toList();
            try {
                int number = 1 + (int) text.lines().takeWhile(String::isBlank).count();
                Json first = Json.data(file, lines.get(0), number);
                return lines.size() == 1 ? Optional.of(first) : Optional.empty();
            } catch (BadData e) {
                // A value of several lines, or none: the text as a whole says which.
            }
        }
        return Optional.of(Json.data(file, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether an object's fields are images: none is one of an entry. */
    private static boolean isByImage(Json object) {
        return Stream.of(PromptTable.PROMPTS, PromptTable.IMAGES, PromptTable.SEEDS)
                .flatMap(List::stream)
                .noneMatch(object::has);
    }

    private static List<PromptRow> byImage(Json object) {
        List<PromptRow> prompts = new ArrayList<>();
        for (String image : object.names()) {
            Json value = object.field(image);
            Json prompt = (value.isObject() ? first(value, PromptTable.PROMPTS) : Optional.of(value))
                    .filter(Json::isText)
                    .orElseThrow(() -> value.refuse("is " + value.found()
                            + ", expected the prompt of the image of this name: a text, or an object with a caption"));
            String place = "entry " + (prompts.size() + 1);
            prompts.add(PromptRow.of(new Prompt(place, words(prompt), image, OptionalLong.empty())));
        }
        return prompts;
    }

    private static List<PromptRow> array(Json array) {
        List<PromptRow> prompts = new ArrayList<>();
        for (Json entry : array.items()) prompts.add(prompt("entry " + (prompts.size() + 1), entry));
        return prompts;
    }

    private static List<PromptRow> lines(Path file, String text) {
        List<PromptRow> prompts = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) continue;
            prompts.add(prompt("line " + (i + 1), Json.data(file, lines.get(i), i + 1)));
        }
        return prompts;
    }

    private static PromptRow prompt(String place, Json entry) {
        if (entry.isText()) return PromptRow.of(new Prompt(place, words(entry), "", OptionalLong.empty()));
        String named = PromptTable.PROMPTS.stream()
                .filter(name -> entry.optional(name).isPresent())
                .findFirst()
                .orElse("text");
        Prompt prompt = new Prompt(place, words(entry.field(named)), image(entry), seed(entry));
        return new PromptRow(prompt, others(entry, named));
    }

    private static Map<String, String> others(Json entry, String prompt) {
        Map<String, String> others = new LinkedHashMap<>();
        for (String name : entry.names()) {
            if (name.equals(prompt) || PromptTable.SEEDS.contains(name)) continue;
            text(entry.field(name)).ifPresent(text -> others.put(name, text));
        }
        return others;
    }

    /** A text, or a whole number as others write it: names of images may be numbers. */
    private static Optional<String> text(Json value) {
        boolean plain = value.isText() || value.node().isIntegralNumber();
        return plain ? Optional.of(value.node().asText()) : Optional.empty();
    }

    private static String words(Json prompt) {
        if (prompt.text().isBlank()) throw prompt.refuse("is blank, expected a prompt");
        return prompt.text();
    }

    /**
     * A name, or an object with its {@code path} as tables of Hugging Face have it. What is none of both under a name that may mean
     * something else is none: where images are needed, that is refused.
     */
    private static String image(Json entry) {
        Optional<Json> named = entry.optional(PromptTable.IMAGES.get(0));
        if (named.isPresent()) return named.get().text();
        return first(entry, PromptTable.IMAGES)
                .flatMap(image -> image.isObject() ? image.optional("path") : Optional.of(image))
                .flatMap(PromptEntries::text)
                .orElse("");
    }

    private static OptionalLong seed(Json entry) {
        return first(entry, PromptTable.SEEDS)
                .map(seed -> OptionalLong.of(seed.whole(0, Long.MAX_VALUE)))
                .orElse(OptionalLong.empty());
    }

    private static Optional<Json> first(Json entry, List<String> names) {
        return names.stream().map(entry::optional).flatMap(Optional::stream).findFirst();
    }
}
