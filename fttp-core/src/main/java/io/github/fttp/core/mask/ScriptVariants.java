package io.github.fttp.core.mask;

import com.ibm.icu.text.Transliterator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chinese characters without regard to whether they are simplified, or an old or another form that Japanese names are written with, and
 * Kana without regard to which of both they are.
 */
final class ScriptVariants {
    private static final char FIRST_KATAKANA = '\u30a1';
    private static final char LAST_KATAKANA = '\u30f6';
    private static final int FROM_HIRAGANA = 0x60;

    /** Forms that Japanese names are written with, old, new and Chinese ones, behind each that stands for all. */
    private static final String JAPANESE = "高髙 辺邊邉边 斉齊齐斎齋斋 沢澤泽 桜櫻樱 浜濱滨 広廣广 島嶋嶌岛 崎﨑嵜碕 恵惠 真眞 条條 滝瀧泷 徳德 栄榮荣 "
            + "寿壽 蔵藏 実實实 浅淺 増增 関關关 円圓圆 黒黑 豊豐丰 富冨 曽曾 館舘馆 峰峯 穂穗 弥彌 亀龜龟 塩鹽盐 "
            + "竜龍龙 国國 学學 礼禮 桧檜 静靜 遥遙 薫薰 鉄鐵铁 経經经 戸戶户 歩步 彦彥 絵繪绘 緑綠绿 児兒儿 万萬 来來";

    /** Made when first needed. */
    private static final class Rules {
        static final Transliterator SIMPLIFYING = Transliterator.getInstance("Traditional-Simplified");
        static final Map<Character, Character> KNOWN = new ConcurrentHashMap<>();
        static final Map<Character, Character> FORMS = forms();
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

    private static Map<Character, Character> forms() {
        Map<Character, Character> forms = new HashMap<>();
        for (String group : JAPANESE.split(" ")) {
            for (char form : group.toCharArray()) forms.put(form, group.charAt(0));
        }
        return forms;
    }

    private static char simplified(char one) {
        String other = Rules.SIMPLIFYING.transliterate(String.valueOf(Rules.FORMS.getOrDefault(one, one)));
        return other.length() == 1 ? other.charAt(0) : one;
    }
}
