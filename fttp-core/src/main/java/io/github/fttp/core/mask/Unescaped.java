package io.github.fttp.core.mask;

import io.github.fttp.core.text.TextSpan;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.StringEscapeUtils;

/**
 * A text without its escapes, and the way back: entities of HTML, escapes of JSON, percent signs of addresses.
 *
 * @param text what the escapes stand for in their places
 * @param from for each of its code points where in the escaped text it begins, in code points
 * @param to likewise where it ends
 */
record Unescaped(String text, int[] from, int[] to) {
    private static final Pattern ESCAPES = Pattern.compile(
            "(?:&(?:\\p{Alpha}\\p{Alnum}*|#\\d+|#[xX]\\p{XDigit}+);)+|(?:\\\\u\\p{XDigit}{4})+|(?:%\\p{XDigit}{2})+");

    /** Empty where the text has no escapes. */
    static Optional<Unescaped> of(String escaped) {
        Matcher escapes = ESCAPES.matcher(escaped);
        if (!escapes.find()) return Optional.empty();
        StringBuilder text = new StringBuilder();
        int[] from = new int[escaped.length()];
        int[] to = new int[escaped.length()];
        int read = 0; // units of the escaped text
        int at = 0; // its code points
        int count = 0;
        do {
            for (; read < escapes.start(); read = escaped.offsetByCodePoints(read, 1)) {
                text.appendCodePoint(escaped.codePointAt(read));
                from[count] = at;
                to[count++] = ++at;
            }
            String meant = unescaped(escapes.group());
            int length = meant.codePointCount(0, meant.length());
            text.append(meant);
            Arrays.fill(from, count, count + length, at);
            at += escapes.end() - escapes.start(); // of ASCII
            Arrays.fill(to, count, count + length, at);
            count += length;
            read = escapes.end();
        } while (escapes.find());
        text.append(escaped, read, escaped.length());
        for (; read < escaped.length(); read = escaped.offsetByCodePoints(read, 1)) {
            from[count] = at;
            to[count++] = ++at;
        }
        return Optional.of(new Unescaped(text.toString(), Arrays.copyOf(from, count), Arrays.copyOf(to, count)));
    }

    /** Several at once, since two may be the halves of one character; as they are where one stands for no character. */
    private static String unescaped(String escapes) {
        try {
            return switch (escapes.charAt(0)) {
                case '&' -> StringEscapeUtils.unescapeHtml4(escapes);
                case '%' -> URLDecoder.decode(escapes, StandardCharsets.UTF_8);
                default -> StringEscapeUtils.unescapeJava(escapes);
            };
        } catch (IllegalArgumentException e) {
            return escapes;
        }
    }

    /** Where in the escaped text a stretch of this one comes from. */
    TextSpan escaped(TextSpan span) {
        return new TextSpan(from[span.start()], to[span.end() - 1]);
    }
}
