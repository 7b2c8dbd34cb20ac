package io.github.fttp.metrics.conceptworld;

import io.github.fttp.core.text.TextSpan;
import java.util.List;

/**
 * A text of which is known what each word is.
 *
 * @param text the text
 * @param names where it names a character, by name or alias
 * @param facts where it says what follows from a name alone; everything else is ordinary
 */
public record LabelledText(String text, List<TextSpan> names, List<TextSpan> facts) {
    public LabelledText {
        names = List.copyOf(names);
        facts = List.copyOf(facts);
    }
}
