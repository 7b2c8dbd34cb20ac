package io.github.fttp.mllm.model;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.model.ModelFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The families of vision-language models that are on the class path, and the one that a folder is of. */
public final class VisionLanguageFamilies {
    private static final List<VisionLanguageFamily> ALL =
            ServiceLoader.load(VisionLanguageFamily.class, VisionLanguageFamilies.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .sorted(Comparator.comparing(VisionLanguageFamily::name))
                    .toList();

    private VisionLanguageFamilies() {}

    /**
     * The family of a folder: the one that knows a class under {@code architectures} in {@code config.json}, or, where none is
     * named there, its {@code model_type}.
     *
     * @throws BadCheckpoint if the folder is no model's, or of a family that is not known, with those that are
     */
    public static VisionLanguageFamily of(Path folder) {
        Path file = folder.resolve("config.json");
        if (!Files.exists(file)) ModelFolder.refuseOthers(folder, Modality.TEXT);
        Checkpoint.requireFolder(folder);
        Json config = Json.checkpoint(file);
        List<String> classes = classes(config);
        String type = config.field("model_type").text();
        return ALL.stream()
                .filter(family -> classes.isEmpty()
                        ? family.modelType().equals(type)
                        : classes.stream().anyMatch(family.architectures()::contains))
                .findFirst()
                .orElseThrow(() -> new BadCheckpoint(
                        config.file(), "is of " + (classes.isEmpty() ? type : String.join(", ", classes)) + known()));
    }

    private static List<String> classes(Json config) {
        List<String> classes = new ArrayList<>();
        config.optional("architectures").filter(found -> !found.isNull()).ifPresent(found -> found.items()
                .forEach(each -> classes.add(each.text())));
        return classes;
    }

    private static String known() {
        return ", known are "
                + ALL.stream()
                        .map(each -> each.name() + " ("
                                + each.architectures().stream().sorted().collect(Collectors.joining(", ")) + ")")
                        .collect(Collectors.joining("; "));
    }
}
