package io.github.fttp.metrics.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Texts as the metrics see them: runs of {@code a-z} and {@code 0-9}, in lower case, without stemming. */
final class Words {
    private static final Pattern WORD = Pattern.compile("[a-z0-9]+");

    private Words() {}

    static List<String> of(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
