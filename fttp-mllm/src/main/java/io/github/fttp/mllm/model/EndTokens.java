package io.github.fttp.mllm.model;

import io.github.fttp.core.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tokens at which transformers' {@code generate} ends an answer: {@code eos_token_id} of {@code generation_config.json}, or
 * where that file is missing of {@code config.json}, else of its {@code text_config}.
 */
final class EndTokens {
    private EndTokens() {}

    /** @throws io.github.fttp.core.io.BadCheckpoint if they are no whole numbers */
    static Set<Integer> of(Path folder) {
        Path generation = folder.resolve("generation_config.json");
        if (Files.exists(generation)) return ids(Json.checkpoint(generation));
        Json config = Json.checkpoint(folder.resolve("config.json"));
        Set<Integer> ids = ids(config);
        return ids.isEmpty()
                ? config.optional("text_config").map(EndTokens::ids).orElse(Set.of())
                : ids;
    }

    private static Set<Integer> ids(Json config) {
        return config
                .optional("eos_token_id")
                .map(field -> field.isArray() ? field.items() : List.of(field))
                .orElse(List.of())
                .stream()
                .map(id -> (int) id.whole(Integer.MIN_VALUE, Integer.MAX_VALUE))
                .collect(Collectors.toSet());
    }
}
