package io.github.fttp.metrics.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether answers say anything. An answer is a refusal where it says that it does not know, cannot say or is sorry; it is gibberish
 * where it is no refusal and has no word, has one word three times in a row, or has tokens that an intact model finds improbable:
 * a mean loss above {@link #IMPROBABLE} nats a token.
 */
public final class AnswerQuality {
    /** Mean loss a token from which on an answer is gibberish: each token has a probability below one in twenty. */
    public static final double IMPROBABLE = Math.log(20);

    private static final List<String> REFUSALS = List.of(
            "not know",
            "n't know",
            "unknown",
            "not sure",
            "not certain",
            "cannot",
            "can't",
            "can not",
            "no idea",
            "never heard",
            "not known",
            "unable",
            "not able",
            "no information",
            "not familiar",
            "sorry",
            "apologi");
    private static final Pattern WORD = Pattern.compile("\\p{L}{2,}");
    private static final Pattern REPEATED = Pattern.compile("(?i)(\\p{L}+)(\\W+\\1\\b){2}");

    private AnswerQuality() {}

    /** Whether it says that it does not say. */
    public static boolean refuses(String answer) {
        String lower = answer.toLowerCase(Locale.ROOT).replace('\u2019', '\'');
        return REFUSALS.stream().anyMatch(lower::contains);
    }

    /**
     * Whether it says nothing, and does not say so.
     *
     * @param loss mean per token by an intact model; NaN where that was not asked
     */
    public static boolean isGibberish(String answer, double loss) {
        if (!WORD.matcher(answer).find()) return true;
        return !refuses(answer) && (REPEATED.matcher(answer).find() || loss > IMPROBABLE);
    }
}
