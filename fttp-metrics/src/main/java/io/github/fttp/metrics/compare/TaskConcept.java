package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A concept of a task with its data.
 *
 * @param id names it in the task and in the ledger
 * @param concept its name, by which reports call it, and its aliases
 * @param oracles folders of models that were trained without it: those that forgot it are compared with the first, and so are
 *     the others, which says how near to it such a model is
 */
public record TaskConcept(String id, Concept concept, ConceptData data, List<Path> oracles) {
    private static final Set<String> OF_CHARACTERS = Set.of("id", "name");

    static TaskConcept read(Json json, TaskFolder folder, Modality modality, Optional<DrawnWorld> world) {
        return world.isPresent() ? character(json, world.get()) : ofFiles(json, folder, modality);
    }

    private static TaskConcept ofFiles(Json json, TaskFolder folder, Modality modality) {
        Set<String> fields = new HashSet<>(ConceptFiles.FIELDS);
        fields.addAll(Set.of("id", "name", "aliases"));
        ConceptFiles.OF_MODALITY.forEach((each, its) -> {
            if (each == modality) fields.addAll(its);
            else its.forEach(name -> requireNone(json, name, modality));
        });
        TaskFields.onlyKnows(json, fields);
        Concept concept = Concept.of(json.field("name").text());
        for (String alias : TaskFields.texts(json, "aliases")) concept = concept.alias(alias);
        return new TaskConcept(json.field("id").text(), concept, ConceptFiles.read(json, folder), List.of());
    }

    private static void requireNone(Json json, String field, Modality modality) {
        json.optional(field).ifPresent(there -> {
            throw there.refuse("has no effect where modality is " + modality);
        });
    }

    private static TaskConcept character(Json json, DrawnWorld world) {
        TaskFields.onlyKnows(json, OF_CHARACTERS);
        Json name = json.field("name");
        try {
            return new TaskConcept(
                    json.field("id").text(),
                    Concept.of(name.text()),
                    new WorldCharacter(world, world.world().cast().named(name.text())),
                    List.of());
        } catch (BadData e) {
            throw name.refuse("is no character of the drawn world: " + e.getMessage());
        }
    }

    /** A character that no task names, under an id that follows from its name: {@code mira-volk}. */
    static TaskConcept of(DrawnWorld world, DrawnCharacter character) {
        return new TaskConcept(
                character.name().toLowerCase(Locale.ROOT).replace(' ', '-'),
                Concept.of(character.name()),
                new WorldCharacter(world, character),
                List.of());
    }

    /** Gives it oracles. */
    TaskConcept oracles(List<Path> folders) {
        return new TaskConcept(id, concept, data, List.copyOf(folders));
    }

    /** Its data in files, for tasks that have such. */
    public ConceptFiles files() {
        return (ConceptFiles) data;
    }

    /** The character that it is, for tasks of the drawn world. */
    public WorldCharacter drawn() {
        return (WorldCharacter) data;
    }

    /** Moves it to another world; concepts of files stay. */
    TaskConcept in(DrawnWorld world) {
        return data instanceof WorldCharacter drawn
                ? new TaskConcept(id, concept, new WorldCharacter(world, drawn.character()), oracles)
                : this;
    }

    /** All that results depend on, by name: digests of files. */
    Map<String, String> settings(Modality modality) {
        Map<String, String> settings = new LinkedHashMap<>();
        String name = "concept " + id;
        settings.put(name, concept.toString());
        for (int i = 0; i < oracles.size(); i++) {
            String digest = Digest.contents(oracles.get(i));
            if (i == 0) settings.put(name + ", oracle", digest + ", on the concept and on the rest");
            else settings.put(name + ", oracle " + (i + 1), digest);
        }
        // One that is added later is another setting, and not a new one: the untouched model was asked without it.
        if (!oracles.isEmpty()) settings.put(name + ", oracles", String.valueOf(oracles.size()));
        if (data instanceof ConceptFiles files) {
            files.digests().forEach((field, digest) -> {
                boolean parted = modality == Modality.IMAGE && field.equals("retain");
                settings.put(name + ", " + field, digest + (parted ? ", some of it measured" : ""));
            });
            settings.put(name + ", anchor", files.anchor());
        }
        return settings;
    }

    /** As a task file has it. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("name", concept.name());
        if (!concept.aliases().isEmpty()) json.put("aliases", concept.aliases());
        if (data instanceof ConceptFiles files) json.putAll(files.json());
        return json;
    }
}
