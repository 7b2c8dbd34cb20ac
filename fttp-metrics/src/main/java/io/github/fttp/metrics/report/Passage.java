package io.github.fttp.metrics.report;

import io.github.fttp.core.mask.MarkedText;
import io.github.fttp.core.mask.NearMiss;
import io.github.fttp.core.text.TextSpan;
import java.util.List;

/**
 * A text with the tokens of a concept marked.
 *
 * @param text all of it
 * @param spans of its tokens
 * @param mask above 0 where a token is marked
 * @param near what comes near to a name and is not marked, shown in another colour
 */
public record Passage(String text, List<TextSpan> spans, float[] mask, List<NearMiss> near) implements Content {
    @Override
    public String html() {
        return "<p class=\"passage\">" + MarkedText.html(text, spans, mask, near) + "</p>";
    }
}
