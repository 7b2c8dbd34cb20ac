package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.Json;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Prompts in JSON: a value on each line, or an array of them. */
final class PromptEntries {
    /** The first line of an array or of an object, alone or with what comes first in it: no prompt reads so. */
    private static final Pattern BEGINNING = Pattern.compile("[\\[{]\\s*(?:[\"{].*)?");

    private PromptEntries() {}

    /** Whether a text begins as JSON does. */
    static boolean areThese(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .filter(line -> BEGINNING.matcher(line).matches())
                .isPresent();
    }

    static List<Prompt> read(Path file, String text) {
        return text.strip().startsWith("[") ? array(file, text) : lines(file, text);
    }

    private static List<Prompt> array(Path file, String text) {
        List<Json> entries =
                Json.data(file, text.getBytes(StandardCharsets.UTF_8)).items();
        List<Prompt> prompts = new ArrayList<>();
        for (Json entry : entries) prompts.add(prompt("entry " + (prompts.size() + 1), entry));
        return prompts;
    }

    private static List<Prompt> lines(Path file, String text) {
        List<Prompt> prompts = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) continue;
            prompts.add(prompt("line " + (i + 1), Json.data(file, lines.get(i), i + 1)));
        }
        return prompts;
    }

    private static Prompt prompt(String place, Json entry) {
        if (entry.isText()) return new Prompt(place, words(entry), "", OptionalLong.empty());
        Json prompt = first(entry, PromptTable.PROMPTS).orElseGet(() -> entry.field("text"));
        return new Prompt(place, words(prompt), image(entry), seed(entry));
    }

    private static String words(Json prompt) {
        if (prompt.text().isBlank()) throw prompt.refuse("is blank, expected a prompt");
        return prompt.text();
    }

    /** A name, or an object with its {@code path} as tables of Hugging Face have it. */
    private static String image(Json entry) {
        return first(entry, PromptTable.IMAGES)
                .map(image -> image.isObject() ? image.field("path").text() : image.text())
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
