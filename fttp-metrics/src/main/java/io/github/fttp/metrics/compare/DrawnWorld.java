package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.WorldSize;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The drawn world as the data of a task: its characters are the concepts, and it draws and asks for itself.
 *
 * @param size who lives in it, and where
 * @param seed of the world
 * @param images of a character that methods are given to forget, at least 1
 * @param kept images of each other character, and of places in proportion, that methods are given to keep, at least 1
 * @param judge says what drawn images show, as {@code pretrain-judge} writes it; the one that comes along where there is none
 */
public record DrawnWorld(WorldSize size, long seed, int images, int kept, Optional<Path> judge) {
    private static final Set<String> FIELDS = Set.of("size", "seed", "images", "kept", "judge");

    private static final Map<String, WorldSize> SIZES =
            Stream.of(WorldSize.values()).collect(Collectors.toMap(WorldSize::word, Function.identity()));

    static DrawnWorld read(Json json, TaskFolder folder) {
        TaskFields.onlyKnows(json, FIELDS);
        return new DrawnWorld(
                json.optional("size")
                        .map(field -> TaskFields.choice(field, SIZES))
                        .orElse(WorldSize.SMALL),
                json.optional("seed").map(field -> (long) field.count(0)).orElse(1L),
                json.optional("images").map(field -> field.count(1)).orElse(8),
                json.optional("kept").map(field -> field.count(1)).orElse(1),
                json.optional("judge").map(folder::path));
    }

    /** The world itself. */
    public ConceptWorld world() {
        return new ConceptWorld(size, seed);
    }

    /** Takes another seed. */
    public DrawnWorld seed(long other) {
        return new DrawnWorld(size, other, images, kept, judge);
    }

    /** Takes another judge. */
    public DrawnWorld judge(Path other) {
        return new DrawnWorld(size, seed, images, kept, Optional.of(other));
    }

    /** All that results depend on: its judge by what the file holds. */
    String dependency() {
        Map<String, Object> json = json();
        judge.ifPresent(file -> json.put("judge", Digest.of(file)));
        return Json.line(json);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("size", size.word());
        json.put("seed", seed);
        json.put("images", images);
        json.put("kept", kept);
        judge.ifPresent(file -> json.put("judge", file.toString()));
        return json;
    }
}
