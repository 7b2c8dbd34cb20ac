package io.github.fttp.metrics.image;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.text.TextSpan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tells what images show, by one label each: an own network, an ONNX file, the judge of the drawn world. */
public interface ImageClassifier {
    /** All labels that it knows. */
    List<String> labels();

    /** The label of each image. */
    List<String> classify(List<Image> images);

    /**
     * The only label that a prompt names, whole words in any case; empty where it names none, or several. Underscores are spaces, as
     * in names of folders; each of several names between commas, as ImageNet has them, is one of the label; and one within a longer one,
     * the cat of a tabby cat, is not named.
     */
    default String labelIn(String prompt) {
        String words = prompt.replace('_', ' ');
        Map<String, List<TextSpan>> named = new LinkedHashMap<>();
        for (String label : labels()) {
            List<TextSpan> found = names(label).stream()
                    .flatMap(name -> Concept.of(name).occurrences(words).stream())
                    .toList();
            if (!found.isEmpty()) named.put(label, found);
        }
        List<TextSpan> all = named.values().stream().flatMap(List::stream).toList();
        named.values()
                .removeIf(spans -> spans.stream().allMatch(span -> all.stream().anyMatch(span::isWithin)));
        return named.size() == 1 ? named.keySet().iterator().next() : "";
    }

    /** The label that is written so, or has a name that is, but for underscores; as it is given where none is. */
    default String spelled(String label) {
        String wanted = label.replace('_', ' ');
        return labels().stream()
                .filter(each -> each.replace('_', ' ').equals(wanted))
                .findFirst()
                .or(() -> labels().stream()
                        .filter(each -> names(each).contains(wanted))
                        .findFirst())
                .orElse(label);
    }

    private static List<String> names(String label) {
        return Stream.of(label.replace('_', ' ').split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
