package io.github.fttp.core.mask;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import java.util.Set;

/** Code points by what they are to a reader of names: nothing, white space, a letter of a word, punctuation. */
final class Letters {
    /** Scripts that set no space between words, so that a name needs no boundary beside them. */
    private static final int[] UNSPACED = {
        UScript.HAN,
        UScript.HIRAGANA,
        UScript.KATAKANA,
        UScript.BOPOMOFO,
        UScript.THAI,
        UScript.LAO,
        UScript.KHMER,
        UScript.MYANMAR,
        UScript.TIBETAN,
        UScript.YI,
        UScript.JAVANESE,
        UScript.BALINESE,
        UScript.TAI_LE,
        UScript.NEW_TAI_LUE,
        UScript.LANNA,
        UScript.TAI_VIET,
        UScript.TANGUT,
        UScript.NUSHU
    };

    /** Endings that Korean writes behind a noun without a space: particles, the copula, forms of address. */
    private static final Set<String> KOREAN_ENDINGS = Set.of(
            "은", "는", "이", "가", "을", "를", "의", "에", "와", "과", "도", "만", "로", "으로", "나", "이나", "랑", "이랑", "하고", "에게",
            "에게서", "에게는", "에게도", "께", "께서", "께서는", "한테", "한테서", "에서", "에서는", "에는", "부터", "까지", "보다", "처럼", "같이", "마다",
            "조차", "마저", "밖에", "뿐", "야", "아", "여", "이여", "씨", "씨는", "씨가", "씨의", "씨를", "님", "님은", "님이", "님의", "님을", "군",
            "양", "들", "들은", "들이", "이다", "다", "이고", "고", "이며", "며", "입니다", "이에요", "예요", "이었다", "였다", "이었습니다", "였습니다",
            "이라고", "라고", "이라는", "라는", "이란", "란", "인", "일", "이지만", "지만", "이자", "자", "입니까", "인가요", "인가", "로서", "으로서",
            "로부터", "으로부터", "와는", "과는", "와의", "과의");

    /** Endings that behind a number count: ten thousand, people, days, degrees, groups, letters, quantities. */
    private static final Set<String> KOREAN_COUNTERS = Set.of("만", "인", "일", "도", "군", "자", "양");

    private static final int TATWEEL = 0x640;
    private static final int SMALL_ALEF = 0x670;

    private Letters() {}

    /**
     * Whether a name is the same without it: what Unicode has ignored by default (soft hyphen, joiners), Arabic's stretching, and
     * the vowels of Arabic and Hebrew, which are seldom written.
     */
    static boolean isIgnored(int c) {
        if (c < 0x80) return false;
        return c == TATWEEL
                || isVowelMark(c)
                || UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }

    /** Whether it is a mark of Arabic or Hebrew that says how a letter is spoken. */
    static boolean isVowelMark(int c) {
        return c >= 0x64b && c <= 0x652 || c == SMALL_ALEF || c >= 0x591 && c <= 0x5c7 && isMark(c);
    }

    static boolean isSpace(int c) {
        return UCharacter.isUWhiteSpace(c);
    }

    static boolean isLineBreak(int c) {
        return c >= '\n' && c <= '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** Whether words are made of it: a letter, mark or digit. Superscripts and numbers in circles are not: they are notes. */
    static boolean isWord(int c) {
        return switch (UCharacter.getType(plain(c))) {
            case ECharacterCategory.UPPERCASE_LETTER,
                    ECharacterCategory.LOWERCASE_LETTER,
                    ECharacterCategory.TITLECASE_LETTER,
                    ECharacterCategory.MODIFIER_LETTER,
                    ECharacterCategory.OTHER_LETTER,
                    ECharacterCategory.NON_SPACING_MARK,
                    ECharacterCategory.ENCLOSING_MARK,
                    ECharacterCategory.COMBINING_SPACING_MARK,
                    ECharacterCategory.DECIMAL_DIGIT_NUMBER,
                    ECharacterCategory.LETTER_NUMBER -> true;
            default -> false;
        };
    }

    /** Whether it is a phrase that Arabic sets behind a name, "may God bless him" or "glorious is his glory", in one sign. */
    static boolean isPhrase(int c) {
        return c == 0xfdfa || c == 0xfdfb;
    }

    static boolean isMark(int c) {
        return switch (UCharacter.getType(c)) {
            case ECharacterCategory.NON_SPACING_MARK,
                    ECharacterCategory.ENCLOSING_MARK,
                    ECharacterCategory.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    static boolean isUnderscore(int c) {
        return c == '_' || c > 0x80 && UCharacter.getType(c) == ECharacterCategory.CONNECTOR_PUNCTUATION;
    }

    static boolean isUnspaced(int c) {
        if (c < 0x300) return false;
        for (int script : UNSPACED) if (UScript.hasScript(c, script)) return true;
        return false;
    }

    static boolean isHangul(int c) {
        return c >= 0x1100 && UScript.hasScript(c, UScript.HANGUL) && UCharacter.isLetter(c);
    }

    /** Whether two neighbours, the first or second of a name, belong to two words although nothing stands between them. */
    static boolean areApart(int a, int b) {
        if (isUnspaced(a) || isUnspaced(b)) return true;
        return isHangul(a) != isHangul(b) && UCharacter.isLetter(a) && UCharacter.isLetter(b);
    }

    /** Whether of two letters one is of a script that is written another way, with or without spaces or with endings. */
    static boolean isOtherKind(int a, int b) {
        return isUnspaced(a) != isUnspaced(b) || isHangul(a) != isHangul(b);
    }

    static boolean isKoreanEnding(String hangul) {
        return KOREAN_ENDINGS.contains(hangul);
    }

    static boolean isKoreanCounter(String hangul) {
        return KOREAN_COUNTERS.contains(hangul);
    }

    /** The plain form of typographic apostrophes, hyphens, quotation marks and middle dots, and Arabic's of Persian ye and kaf. */
    static int plain(int c) {
        return switch (c) {
            case 0x60, 0xb4, 0x2b9, 0x2bb, 0x2bc, 0x2bd, 0x2018, 0x2019, 0x201b, 0x2032, 0x2035, 0x5f3, 0xff07 -> '\'';
            case 0x58a, 0x5be, 0x2010, 0x2011, 0x2012, 0x2013, 0x2212, 0xfe63, 0xff0d -> '-';
            case 0xab, 0xbb, 0x5f4, 0x201c, 0x201d, 0x201e, 0x201f, 0x2033, 0x2036, 0x301d, 0x301e, 0x301f, 0xff02 ->
                '"';
            case 0x387, 0x2022, 0x2027, 0x2219, 0x22c5, 0x30fb, 0xff65 -> 0xb7;
            case 0x6cc -> 0x64a;
            case 0x6a9 -> 0x643;
            default -> c;
        };
    }
}
