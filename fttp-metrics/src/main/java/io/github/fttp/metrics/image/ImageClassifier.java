package io.github.fttp.metrics.image;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.Concept;
import java.util.List;

/** Tells what images show, by one label each: an own network, an ONNX file, the judge of the drawn world. */
public interface ImageClassifier {
    /** All labels that it knows. */
    List<String> labels();

    /** The label of each image. */
    List<String> classify(List<Image> images);

    /** The only label that a prompt names, whole words in any case; empty where it names none, or several. */
    default String labelIn(String prompt) {
        List<String> named = labels().stream()
                .filter(label -> !Concept.of(label).occurrences(prompt).isEmpty())
                .toList();
        return named.size() == 1 ? named.get(0) : "";
    }

    /** The label that is written so but for underscores, which folders have for spaces; as it is given where none is. */
    default String spelled(String label) {
        return labels().stream()
                .filter(each -> each.replace('_', ' ').equals(label.replace('_', ' ')))
                .findFirst()
                .orElse(label);
    }
}
