package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The drawn world as the data of a task: its characters are the concepts, and it draws and asks for itself.
 *
 * @param seed of the world
 * @param images of a character that methods are given to forget, at least 1
 * @param kept images of each other character, and of places in proportion, that methods are given to keep, at least 1
 * @param judge says what drawn images show, as {@code pretrain-judge} writes it; the one that comes along where there is none
 */
public record DrawnWorld(long seed, int images, int kept, Optional<Path> judge) {
    private static final Set<String> FIELDS = Set.of("seed", "images", "kept", "judge");

    static DrawnWorld read(Json json, TaskFolder folder) {
        TaskFields.onlyKnows(json, FIELDS);
        return new DrawnWorld(
                json.optional("seed").map(field -> (long) field.count(0)).orElse(1L),
                json.optional("images").map(field -> field.count(1)).orElse(8),
                json.optional("kept").map(field -> field.count(1)).orElse(1),
                json.optional("judge").map(folder::path));
    }

    /** The world itself. */
    public ConceptWorld world() {
        return new ConceptWorld(seed);
    }

    /** Takes another seed. */
    public DrawnWorld seed(long other) {
        return new DrawnWorld(other, images, kept, judge);
    }

    /** Takes another judge. */
    public DrawnWorld judge(Path other) {
        return new DrawnWorld(seed, images, kept, Optional.of(other));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seed", seed);
        json.put("images", images);
        json.put("kept", kept);
        judge.ifPresent(file -> json.put("judge", file.toString()));
        return json;
    }
}
