package io.github.fttp.core.model;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.FolderAdvice;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.method.Modality;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.stream.Collectors;

/**
 * A model's folder, recognised by its files.
 *
 * @param modality what it makes
 * @param family what people call it
 */
public record ModelFolder(Path path, Modality modality, String family) {
    /** By their files, {@code model_index.json} before {@code config.json}, which many a folder has besides. */
    private static final List<ModelKind> KINDS = ServiceLoader.load(ModelKind.class).stream()
            .map(Provider::get)
            .sorted(Comparator.comparing(ModelKind::file).reversed())
            .toList();

    /**
     * Recognises a folder by the {@link ModelKind}s on the class path: one of a pipeline of diffusers by {@code
     * model_index.json}, one of a vision-language model by {@code config.json}.
     *
     * @throws BadCheckpoint if it is no model's, or of a family that is not known, with those that are
     */
    public static ModelFolder of(Path path) {
        if (!Files.isDirectory(path)) {
            throw new BadCheckpoint(path, Files.exists(path) ? "is not a model folder" : "not found");
        }
        return KINDS.stream()
                .filter(kind -> Files.exists(path.resolve(kind.file())))
                .findFirst()
                .map(kind -> new ModelFolder(path, kind.modality(), kind.family(path)))
                .orElseThrow(() -> new BadCheckpoint(
                        path, "is not a model folder: it has neither " + files() + FolderAdvice.of(path)));
    }

    /**
     * Refuses the folder of a model that makes something else, where it is of a known family; what else may be wrong with it is
     * left to who opens it.
     *
     * @param asked what it is to make
     * @throws BadCheckpoint naming its family
     */
    public static void refuseOthers(Path path, Modality asked) {
        for (ModelKind kind : KINDS) {
            if (kind.modality() == asked || !Files.exists(path.resolve(kind.file()))) continue;
            String family;
            try {
                family = kind.family(path);
            } catch (InputException e) {
                continue; // of none that is known
            }
            throw new BadCheckpoint(
                    path, "is " + family + ", a model of " + kind.modality() + ", expected one of " + asked);
        }
    }

    private static String files() {
        return KINDS.stream().map(ModelKind::file).sorted().collect(Collectors.joining(" nor "));
    }

    /**
     * Refuses a model that makes something else.
     *
     * @param asked what it is to make
     * @param by what asks for it
     * @throws BadData naming both
     */
    public ModelFolder require(Modality asked, String by) {
        if (modality != asked) throw new BadData(by, "is for a model of " + asked + ", but " + this);
        return this;
    }

    @Override
    public String toString() {
        return path + " is " + family;
    }
}
