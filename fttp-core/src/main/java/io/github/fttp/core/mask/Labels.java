package io.github.fttp.core.mask;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.text.VisibleText;
import java.text.Normalizer;
import java.util.Set;
import java.util.stream.Collectors;

/** The labels of annotations. */
final class Labels {
    private Labels() {}

    /** A label as labels are compared: accents are composed, as systems differ in that. */
    static String composed(String label) {
        return Normalizer.normalize(label, Normalizer.Form.NFC);
    }

    /** The labels in quotation marks, with commas. */
    static String quoted(Set<String> labels) {
        return labels.stream().map(each -> "\"" + VisibleText.of(each) + "\"").collect(Collectors.joining(", "));
    }

    /**
     * The refusal of a label that occurs nowhere.
     *
     * @param where it was looked for
     * @param known the labels that occur there
     */
    public static BadData unknown(Object where, String label, Set<String> known) {
        String others = known.isEmpty() ? "there are no shapes" : "there are " + quoted(known);
        return new BadData(where, "no shape has the label \"" + label + "\"; " + others);
    }
}
