package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.Json;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Prompts in JSON lines. */
final class PromptLines {
    private PromptLines() {}

    static List<Prompt> read(Path file, String text) {
        List<Prompt> prompts = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) continue;
            Json entry = Json.data(file, lines.get(i), i + 1);
            Json prompt = PromptTable.PROMPTS.stream()
                    .filter(entry::has)
                    .findFirst()
                    .map(entry::field)
                    .orElseGet(() -> entry.field("text"));
            if (prompt.text().isBlank()) throw prompt.refuse("is blank, expected a prompt");
            String image = entry.optional(PromptTable.IMAGE).map(Json::text).orElse("");
            prompts.add(new Prompt("line " + (i + 1), prompt.text(), image, seed(entry)));
        }
        return prompts;
    }

    private static OptionalLong seed(Json entry) {
        for (String name : PromptTable.SEEDS) {
            Optional<Json> seed = entry.optional(name);
            if (seed.isPresent()) return OptionalLong.of(seed.get().whole(0, Long.MAX_VALUE));
        }
        return OptionalLong.empty();
    }
}
