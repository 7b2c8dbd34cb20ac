package io.github.fttp.core.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Advice for a folder that was given as a model's and is none: what it is, and what to give instead. */
public final class FolderAdvice {
    private FolderAdvice() {}

    /** In words behind a refusal, with what joins them to it; empty where there is nothing to say. */
    public static String of(Path folder) {
        Path adapter = folder.resolve("adapter_config.json");
        if (Files.exists(adapter)) return adapter(Json.checkpoint(adapter));
        List<String> snapshots = snapshots(folder.resolve("snapshots"));
        return snapshots.isEmpty()
                ? ""
                : "; it is a model's place in a cache of Hugging Face: give what lies in it, "
                        + String.join(" or ", snapshots);
    }

    private static String adapter(Json config) {
        String base = config.optional("base_model_name_or_path")
                .filter(field -> field.node().isTextual())
                .map(field -> " (" + field.text() + ")")
                .orElse("");
        return "; it is an adapter: give its base model" + base + " as the model, and this folder as an adapter of it";
    }

    private static List<String> snapshots(Path folder) {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> snapshots = Files.list(folder)) {
            return snapshots
                    .filter(Files::isDirectory)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BadCheckpoint(folder, "cannot be read: " + InputException.reason(e), e);
        }
    }
}
