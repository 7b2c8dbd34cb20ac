package io.github.fttp.core.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Advice for a folder that was given as a model's or an adapter's and is none: what it is, and what to give instead. */
public final class FolderAdvice {
    private FolderAdvice() {}

    /** In words behind a refusal, with what joins them to it; empty where there is nothing to say. */
    public static String of(Path folder) {
        Path adapter = folder.resolve("adapter_config.json");
        if (Files.exists(adapter)) return adapter(Json.checkpoint(adapter));
        List<String> snapshots = folders(folder.resolve("snapshots"), snapshot -> true);
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

    /**
     * Names the folders of a folder that hold adapters, as a training's checkpoints do, with what joins them to a refusal; empty where
     * none does.
     *
     * @param files any of which makes a folder an adapter's
     */
    public static String toAdapters(Path folder, String... files) {
        List<String> adapters =
                folders(folder, inner -> Stream.of(files).map(inner::resolve).anyMatch(Files::exists));
        return adapters.isEmpty() ? "" : "; give a folder of it, " + String.join(" or ", adapters);
    }

    private static List<String> folders(Path folder, Predicate<Path> isMeant) {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory)
                    .filter(isMeant)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BadCheckpoint(folder, e);
        }
    }
}
