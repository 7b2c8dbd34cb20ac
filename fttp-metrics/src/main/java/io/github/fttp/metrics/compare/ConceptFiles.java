package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.DataSet;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A concept's data in files.
 *
 * @param forget what methods are given to forget: a file of conversations, or a folder of images with masks beside them
 * @param retain what methods are given to keep, likewise
 * @param validation what runs are followed on and ended by, as {@code forget}; where there is none, a share of what methods
 *     are given to forget is held out
 * @param sets what is asked, by data set: files of conversations, or of prompts to draw
 * @param probes what is asked otherwise to see whether it is still recalled, by name: files of conversations
 * @param others what is asked about other concepts to see what became of them, by their names: files of conversations
 * @param images the folder that images in conversations to forget are named relative to
 * @param alternatives other answers to what is to be forgotten, see {@code forget-llava}; refusals where there are none
 * @param prompts of the images to forget, see {@code forget-sd}; the authors' prompt where there are none
 * @param retainPrompts of the images to keep
 * @param anchor what stands in the concept's place, for methods that ask for it; may be empty
 */
public record ConceptFiles(
        Path forget,
        Optional<Path> retain,
        Optional<Path> validation,
        Map<DataSet, Path> sets,
        Map<String, Path> probes,
        Map<String, Path> others,
        Path images,
        Optional<Path> alternatives,
        Optional<Path> prompts,
        Optional<Path> retainPrompts,
        String anchor)
        implements ConceptData {
    /** Fields that a concept has for them in any task. */
    static final Set<String> FIELDS = Set.of("forget", "retain", "validation", "eval", "images");

    /** Fields that it has beside in tasks of one modality. */
    static final Map<Modality, Set<String>> OF_MODALITY = Map.of(
            Modality.TEXT, Set.of("probes", "others", "alternatives"),
            Modality.IMAGE, Set.of("prompts", "retain_prompts", "anchor"));

    private static final List<DataSet> SETS =
            List.of(DataSet.FORGET, DataSet.GENERALITY, DataSet.RETAIN, DataSet.NATURAL, DataSet.UNSEEN);

    public ConceptFiles {
        sets = new LinkedHashMap<>(sets);
        probes = new LinkedHashMap<>(probes);
        others = new LinkedHashMap<>(others);
    }

    /** Finds the folder that a file of conversations names images relative to, see {@link DataSet#images}. */
    public Path images(Path file) {
        return file.equals(forget) ? images : DataSet.images(file, images);
    }

    static ConceptFiles read(Json json, TaskFolder folder) {
        Map<DataSet, Path> sets = new LinkedHashMap<>();
        Optional<Json> eval = json.optional("eval");
        if (eval.isPresent()) {
            TaskFields.onlyKnows(
                    eval.get(), new TreeSet<>(SETS.stream().map(DataSet::name).toList()));
            for (DataSet set : SETS) {
                eval.get().optional(set.name()).ifPresent(file -> sets.put(set, folder.path(file)));
            }
        }
        return new ConceptFiles(
                folder.path(json.field("forget")),
                json.optional("retain").map(folder::path),
                json.optional("validation").map(folder::path),
                sets,
                named(json, "probes", folder),
                named(json, "others", folder),
                json.optional("images").map(folder::path).orElse(folder.folder()),
                json.optional("alternatives").map(folder::path),
                json.optional("prompts").map(folder::path),
                json.optional("retain_prompts").map(folder::path),
                json.optional("anchor").map(Json::text).orElse(""));
    }

    private static Map<String, Path> named(Json json, String field, TaskFolder folder) {
        Map<String, Path> files = new LinkedHashMap<>();
        json.optional(field)
                .ifPresent(named -> named.names().forEach(name -> files.put(name, folder.path(named.field(name)))));
        return files;
    }

    /** All of them by their fields, sets by theirs; without the folder of images, of which conversations name a few. */
    public Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("forget", forget);
        retain.ifPresent(path -> files.put("retain", path));
        validation.ifPresent(path -> files.put("validation", path));
        sets.forEach((set, path) -> files.put("eval." + set.name(), path));
        probes.forEach((name, path) -> files.put("probes." + name, path));
        others.forEach((name, path) -> files.put("others." + name, path));
        alternatives.ifPresent(path -> files.put("alternatives", path));
        prompts.ifPresent(path -> files.put("prompts", path));
        retainPrompts.ifPresent(path -> files.put("retain_prompts", path));
        return files;
    }

    /** Lists the files that are conversations where the task is one in text, by their fields. */
    public Map<String, Path> conversations() {
        Map<String, Path> conversations = files();
        conversations.keySet().removeAll(List.of("alternatives", "prompts", "retain_prompts"));
        return conversations;
    }

    /** Digests of their contents, by field. */
    Map<String, String> digests() {
        Map<String, String> digests = new LinkedHashMap<>();
        files().forEach((field, path) -> digests.put(field, Digest.of(path)));
        return digests;
    }

    private static Map<String, String> texts(Map<String, Path> files) {
        Map<String, String> texts = new LinkedHashMap<>();
        files.forEach((name, path) -> texts.put(name, path.toString()));
        return texts;
    }

    /** As a task file has it, with all paths in full. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("forget", forget.toString());
        retain.ifPresent(path -> json.put("retain", path.toString()));
        validation.ifPresent(path -> json.put("validation", path.toString()));
        Map<String, String> eval = new LinkedHashMap<>();
        sets.forEach((set, path) -> eval.put(set.name(), path.toString()));
        json.put("eval", eval);
        if (!probes.isEmpty()) json.put("probes", texts(probes));
        if (!others.isEmpty()) json.put("others", texts(others));
        json.put("images", images.toString());
        alternatives.ifPresent(path -> json.put("alternatives", path.toString()));
        prompts.ifPresent(path -> json.put("prompts", path.toString()));
        retainPrompts.ifPresent(path -> json.put("retain_prompts", path.toString()));
        if (!anchor.isEmpty()) json.put("anchor", anchor);
        return json;
    }
}
