package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a task trains a diffusion model and makes it draw, and what looks at its drawings.
 *
 * @param size of images, pixels
 * @param drawing steps and guidance
 * @param classifier of the concept's domain, see {@code evaluate-sd}; empty for none
 * @param crossClassifier likewise of another domain
 * @param clip folder of a CLIP model that scores drawings
 * @param uniformMasks whether masks of whole images are taken as they are, as those of a style must be; else they are refused
 */
public record ImageSettings(
        int size, Drawing drawing, String classifier, String crossClassifier, Optional<Path> clip, boolean uniformMasks)
        implements ModalitySettings {
    /** Fields that a task has for them. */
    static final Set<String> FIELDS =
            Set.of("size", "drawing", "classifier", "cross_classifier", "clip", "uniform_masks");

    /** The classifier that comes along: of the drawn world's characters, or of its places. */
    public static final String JUDGE = "judge";

    private static final int SIZE = 512;

    /**
     * How images are drawn.
     *
     * @param steps that the scheduler is asked for
     * @param guidance to the prompt; the model's own where there is none
     */
    public record Drawing(int steps, Optional<Double> guidance) {
        private static final Set<String> FIELDS = Set.of("steps", "guidance");

        static Drawing read(Optional<Json> json) {
            json.ifPresent(fields -> TaskFields.onlyKnows(fields, FIELDS));
            return new Drawing(
                    json.flatMap(fields -> fields.optional("steps"))
                            .map(field -> field.count(1))
                            .orElse(50),
                    json.flatMap(fields -> fields.optional("guidance")).map(Json::number));
        }

        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("steps", steps);
            guidance.ifPresent(value -> json.put("guidance", value));
            return json;
        }
    }

    static ImageSettings read(Json json, TaskFolder folder) {
        return new ImageSettings(
                json.optional("size").map(field -> field.count(1)).orElse(SIZE),
                Drawing.read(json.optional("drawing")),
                classifier(json, "classifier", folder),
                classifier(json, "cross_classifier", folder),
                json.optional("clip").map(folder::path),
                json.optional("uniform_masks").map(Json::flag).orElse(false));
    }

    private static String classifier(Json json, String field, TaskFolder folder) {
        return json.optional(field)
                .map(named ->
                        named.text().equals(JUDGE) ? JUDGE : folder.path(named).toString())
                .orElse("");
    }

    @Override
    public Modality modality() {
        return Modality.IMAGE;
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("size", size);
        json.put("drawing", drawing.json());
        if (!classifier.isEmpty()) json.put("classifier", classifier);
        if (!crossClassifier.isEmpty()) json.put("cross_classifier", crossClassifier);
        clip.ifPresent(path -> json.put("clip", path.toString()));
        if (uniformMasks) json.put("uniform_masks", true);
        return json;
    }
}
