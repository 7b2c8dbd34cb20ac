package io.github.fttp.core.mask;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.List;

/** Kinds of JSON that lie among images and masks. */
enum JsonKind {
    /** Annotations of one image: labelme's {@code shapes}, and an image or where it is. */
    ANNOTATION,
    /** Some of an annotation's fields, or nothing. */
    INCOMPLETE,
    /** COCO's annotations of many images. */
    COCO,
    /** Something else, such as an image's caption. */
    OTHER,
    /** No JSON. */
    DAMAGED;

    private static final List<String> COCO_FIELDS = List.of("images", "annotations", "categories");

    static JsonKind of(Path file) {
        try {
            return of(Json.data(file));
        } catch (BadData e) {
            return DAMAGED;
        }
    }

    static JsonKind of(Json json) {
        if (!json.isObject()) return OTHER;
        boolean image = json.optional("imagePath").isPresent()
                || json.optional("imageData").isPresent();
        boolean shapes = json.optional("shapes").isPresent();
        if (shapes && image && json.field("shapes").isArray()) return ANNOTATION;
        if (shapes || image || json.names().isEmpty()) return INCOMPLETE;
        return COCO_FIELDS.stream().allMatch(json::has) ? COCO : OTHER;
    }

    /** Whether it is not labelme's at all, so that passing it over loses no mask of labelme. */
    boolean isForeign() {
        return this == COCO || this == OTHER;
    }
}
