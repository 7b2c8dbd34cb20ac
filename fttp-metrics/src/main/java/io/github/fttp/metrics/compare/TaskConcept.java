package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.DataSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A concept of a task with its data.
 *
 * @param id names it in the task and in the ledger
 * @param concept its name and aliases
 * @param forget what methods are given to forget: a file of conversations, or a folder of images with masks beside them
 * @param retain what methods are given to keep, likewise
 * @param sets what is asked, by data set: files of conversations, or of prompts to draw
 * @param images the folder that images in conversations are named relative to
 * @param prompts of the images to forget, see {@code forget-sd}; empty for the authors' prompt
 * @param retainPrompts of the images to keep
 * @param anchor what stands in the concept's place, for methods that ask for it; may be empty
 */
public record TaskConcept(
        String id,
        Concept concept,
        Path forget,
        Optional<Path> retain,
        Map<DataSet, Path> sets,
        Path images,
        Optional<Path> prompts,
        Optional<Path> retainPrompts,
        String anchor) {
    private static final List<DataSet> SETS =
            List.of(DataSet.FORGET, DataSet.GENERALITY, DataSet.RETAIN, DataSet.NATURAL);
    private static final Set<String> FIELDS = Set.of(
            "id", "name", "aliases", "forget", "retain", "eval", "images", "prompts", "retain_prompts", "anchor");

    static TaskConcept read(Json json, Path folder) {
        TaskFields.onlyKnows(json, FIELDS);
        Concept concept = Concept.of(json.field("name").text());
        if (json.has("aliases")) {
            for (Json alias : json.field("aliases").items()) concept = concept.alias(alias.text());
        }
        Map<DataSet, Path> sets = new LinkedHashMap<>();
        Optional<Json> eval = json.optional("eval");
        if (eval.isPresent()) {
            TaskFields.onlyKnows(eval.get(), names());
            for (DataSet set : SETS) {
                eval.get().optional(set.name()).ifPresent(file -> sets.put(set, path(file, folder)));
            }
        }
        return new TaskConcept(
                json.field("id").text(),
                concept,
                path(json.field("forget"), folder),
                json.optional("retain").map(file -> path(file, folder)),
                sets,
                json.optional("images").map(file -> path(file, folder)).orElse(folder),
                json.optional("prompts").map(file -> path(file, folder)),
                json.optional("retain_prompts").map(file -> path(file, folder)),
                json.optional("anchor").map(Json::text).orElse(""));
    }

    private static Set<String> names() {
        return Set.copyOf(SETS.stream().map(DataSet::name).toList());
    }

    private static Path path(Json file, Path folder) {
        Path path = folder.resolve(file.text()).normalize();
        if (!Files.exists(path)) throw file.refuse("is " + file.found() + ", but there is no " + path);
        return path;
    }

    /** As a task file has it, with all paths in full. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("name", concept.name());
        if (!concept.aliases().isEmpty()) json.put("aliases", concept.aliases());
        json.put("forget", forget.toString());
        retain.ifPresent(path -> json.put("retain", path.toString()));
        Map<String, String> eval = new LinkedHashMap<>();
        sets.forEach((set, path) -> eval.put(set.name(), path.toString()));
        json.put("eval", eval);
        json.put("images", images.toString());
        prompts.ifPresent(path -> json.put("prompts", path.toString()));
        retainPrompts.ifPresent(path -> json.put("retain_prompts", path.toString()));
        if (!anchor.isEmpty()) json.put("anchor", anchor);
        return json;
    }
}
