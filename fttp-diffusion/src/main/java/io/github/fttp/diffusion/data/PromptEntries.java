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

    /** Whether a text is an array of objects or texts, an object, or begins with a line that is one. */
    static boolean areThese(Path file, String text) {
        try {
            if (isArray(text)) {
                return entries(file, text).stream().allMatch(each -> each.isObject() || each.isText());
            }
            if (object(file, text).isPresent()) return true;
            String first =
                    text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
            return first.strip().startsWith("{") && Json.data(file, first, 1).isObject();
        } catch (BadData e) {
            return false; // a prompt may begin with a bracket
        }
    }

    private static boolean isArray(String text) {
        return text.strip().startsWith("[");
    }

    private static List<Json> entries(Path file, String text) {
        return Json.data(file, text.getBytes(StandardCharsets.UTF_8)).items();
    }

    static List<PromptRow> read(Path file, String text) {
        if (isArray(text)) return array(file, text);
        Optional<Json> images = object(file, text).filter(PromptEntries::isByImage);
        return images.isPresent() ? byImage(images.get()) : lines(file, text);
    }

    /** The text where it is one object. */
    private static Optional<Json> object(Path file, String text) {
        if (!text.strip().startsWith("{")) return Optional.empty();
        try {
            return Optional.of(Json.data(file, text.getBytes(StandardCharsets.UTF_8)));
        } catch (BadData e) {
            return Optional.empty(); // several lines, each an object
        }
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

    private static List<PromptRow> array(Path file, String text) {
        List<PromptRow> prompts = new ArrayList<>();
        for (Json entry : entries(file, text)) prompts.add(prompt("entry " + (prompts.size() + 1), entry));
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
