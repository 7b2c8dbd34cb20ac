package io.github.fttp.core.mask;

import com.ibm.icu.text.Transliterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Chinese characters without regard to whether they are simplified. */
final class HanVariants {
    /** Made when first needed. */
    private static final class Rules {
        static final Transliterator SIMPLIFYING = Transliterator.getInstance("Traditional-Simplified");
        static final Map<Character, Character> KNOWN = new ConcurrentHashMap<>();
    }

    private HanVariants() {}

    /** The text with simplified characters, each in its place. */
    static String simplified(String text) {
        StringBuilder simplified = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (Letters.isUnspaced(text.charAt(i))) {
                simplified.setCharAt(i, Rules.KNOWN.computeIfAbsent(text.charAt(i), HanVariants::simplified));
            }
        }
        return simplified.toString();
    }

    private static char simplified(char one) {
        String other = Rules.SIMPLIFYING.transliterate(String.valueOf(one));
        return other.length() == 1 ? other.charAt(0) : one;
    }
}
