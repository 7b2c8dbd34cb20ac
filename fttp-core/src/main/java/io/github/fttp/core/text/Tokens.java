package io.github.fttp.core.text;

import java.util.List;

/**
 * A text as a tokenizer cuts it.
 *
 * @param ids one a token
 * @param spans one a token; of a character that is spelled as bytes each byte's token covers the whole character, and
 *     a space that the tokenizer put in front has no width
 */
public record Tokens(int[] ids, List<TextSpan> spans) {
    public Tokens {
        if (ids.length != spans.size())
            throw new IllegalArgumentException(ids.length + " ids, " + spans.size() + " spans");
        ids = ids.clone();
        spans = List.copyOf(spans);
    }
}
