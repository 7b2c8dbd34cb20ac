package io.github.fttp.core.mask;

import com.ibm.icu.text.Transliterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Chinese characters without regard to whether they are simplified, and Kana without regard to which of both they are. */
final class ScriptVariants {
    private static final char FIRST_KATAKANA = '\u30a1';
    private static final char LAST_KATAKANA = '\u30f6';
    private static final int FROM_HIRAGANA = 0x60;

    /** Made when first needed. */
    private static final class Rules {
        static final Transliterator SIMPLIFYING = Transliterator.getInstance("Traditional-Simplified");
        static final Map<Character, Character> KNOWN = new ConcurrentHashMap<>();
    }

    private ScriptVariants() {}

    /** The text with simplified characters, and Hiragana for Katakana, each in its place. */
    static String unified(String text) {
        StringBuilder unified = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one >= FIRST_KATAKANA && one <= LAST_KATAKANA) {
                unified.setCharAt(i, (char) (one - FROM_HIRAGANA));
            } else if (Letters.isUnspaced(one)) {
                unified.setCharAt(i, Rules.KNOWN.computeIfAbsent(one, ScriptVariants::simplified));
            }
        }
        return unified.toString();
    }

    private static char simplified(char one) {
        String other = Rules.SIMPLIFYING.transliterate(String.valueOf(one));
        return other.length() == 1 ? other.charAt(0) : one;
    }
}
