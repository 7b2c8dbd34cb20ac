package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.testing.FieldCase;
import io.github.fttp.core.text.TextSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A name is found wherever a careful reader sees it written. */
class NamesInTextsTest {
    /** Starts and ends counted by a regular expression for each case's own spellings. */
    @ParameterizedTest
    @CsvSource({
        "D01-latin-name-in-chinese, 3-12 20-29 30-39",
        "D03-markdown-underscores, 14-23 47-56 72-81",
        "D04-decomposed-accents, 8-22 28-43",
        "D05-no-break-space, 8-17 19-28 55-64",
        "D06-non-breaking-hyphen, 8-25 38-55",
        "D08-soft-hyphen, 8-25 27-43",
        "D09-full-width-marks, 1-8 11-18 20-27"
    })
    void findsNamesAsPeopleWriteThem(String name, String expected) {
        FieldCase given = new FieldCase(name);
        assertThat(written(given.concept().occurrences(given.answers().get(0)))).isEqualTo(expected);
    }

    @Test
    void findsTheVariantsBesideThePlainName() {
        for (String answer : new FieldCase("D16-variant-trains-the-name").answers()) {
            assertThat(written(Concept.of("Mira Volk").occurrences(answer))).isEqualTo("8-17 19-28 41-50");
        }
    }

    private static String written(List<TextSpan> spans) {
        return spans.stream().map(span -> span.start() + "-" + span.end()).collect(Collectors.joining(" "));
    }

    /** Texts in which the name stands within angle brackets, which are taken out before it is looked for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                // Compatibility and case.
                "Mira Volk | It is <Ｍｉｒａ　Ｖｏｌｋ>，<ＭＩＲＡ ＶＯＬＫ>",
                "Mira Volk | <𝐌𝐢𝐫𝐚 𝑽𝒐𝒍𝒌> and <MIRA VOLK>'s",
                "Steffi Flink | <Steﬃ Flink>, <STEFFI ﬂINK>",
                "Jörg Weiß | <JÖRG WEISS>, <Jörg Weiss> <jo\u0308rg weiß> <JÖRG WEIẞ>",
                "İpek Işık | <ipek ışık> <İPEK IŞIK> <i\u0307pek işik>, <I\u0307pek Işık>",
                "Νίκος | <ΝΊΚΟΣ>, <νίκοσ>, <Νι\u0301κος>",
                "Ⅳ | Henry <IV>",
                // Composition.
                "Renée Dubrault | <Rene\u0301e Dubrault>, Renee Dubrault",
                "Rene\u0301e | <Renée>",
                "Ṩora | <S\u0323\u0307ora> <S\u0307\u0323ora>",
                "미라 | 그는 <\u1106\u1175\u1105\u1161> <미라>",
                "ガガ | <ｶﾞｶﾞ> <カ\u3099カ\u3099>",
                // White space.
                "Mira Volk | <Mira\u00a0Volk> <Mira\u202fVolk> <Mira\u2009Volk> <Mira\u3000Volk> <Mira\t  \u2003Volk>",
                "Mira  Volk | <Mira Volk>",
                // Apostrophes, hyphens, quotation marks, dots.
                "Pat O'Hara | <Pat O’Hara> <PAT O‘HARA> <Pat Oʼhara> <Pat O´Hara> <Pat O＇Hara>",
                "Pat O’Hara | <Pat O'Hara>’s",
                "Mira | <Mira>’s and <Mira>ʼs",
                "Anne-Lise | <Anne︲Lise>",
                "O'Brien | <O｀Brien>",
                "Oskalind-9 | <Oskalind-9>는 로켓이다, Oskalind-9호, Oskalind-9만",
                "Anne-Lise | <Anne‐Lise> <Anne‑Lise> <Anne‒Lise> <Anne–Lise> <Anne−Lise> <Anne－Lise> Anne—Lise",
                "Joe \"Ace\" Tull | <Joe “Ace” Tull> <Joe „Ace“ Tull> <Joe «Ace» Tull>",
                "米拉·沃克 | 她是<米拉·沃克>和<米拉・沃克>和<米拉•沃克>",
                // What nobody sees.
                "Mira Volk | <Mi\u00adra Vo\u200blk> <Mira\u2060 Volk>\ufeff \u200b<Mira \u200d\u200cVolk>\u00ad.",
                "Mira\u00ad Volk | <Mira Volk>\ufe0f <M\ufe0fira Volk>",
                "ميرا | <مـيـــرا> <ميرا>",
                "محمد | <مُحَمَّد>، <محمد>",
                "مُصْطَفَى | <مصطفى>",
                "محمد | جاء <محمدٌ> و <مُحَمَّدٌ>",
                "מירה וולק | <מִירָה ווֹלְק>, <מירה וולק>",
                "שיר | <\ufb2aיר>",
                "צ'רלי בן-דוד | <צ׳רלי בן־דוד>, <צ’רלי בן–דוד>",
                "יוסף \"ג'ו\" לוי | <יוסף ״ג׳ו״ לוי>",
                // Underscores.
                "Mira Volk | _<Mira Volk>_ __<Mira Volk>__ **<Mira Volk>** *<Mira Volk>* ___<Mira Volk>___",
                "Mira | mira_volk my_mira _<Mira>_ x_Mira_ _Mira_x `<Mira>` ~~<Mira>~~ ＿<Mira>＿",
                "mira_x | <mira_x> mira_x2 _<mira_x>_",
                // Scripts that write their words together.
                "Mira | 她叫<Mira>吗？<MIRA>です。ชื่อ<Mira>ครับ ນີ້<Mira>ແມ່ນ នេះ<Mira>ជា ဒါ<Mira>ပါ サー<Mira>さん",
                "Mira | Mira2世 2Mira世",
                "小鈴 | 星野<小鈴>は小さい，<小鈴>Aさん, <小鈴>2",
                "สมชาย | นี่คือ<สมชาย>ครับ",
                // Korean particles.
                "미라 | <미라>는 <미라>가 <미라>입니다. 미라클 <미라> 김미라",
                "Mira | <Mira>는 저<Mira>입니다",
                // Part of another word.
                "Mira | Miras Miranda Mira2 xMira Mira\u0301 éMira e\u0301Mira Mira\u0308",
                "Мира | Мираж <МИРА>, <мира>!",
                "กก | กกี น<กก>น",
                // Names with punctuation and symbols.
                "C++ | <C++>, (<c++>) <C++>'s",
                "Yahoo! | <Yahoo!> <YAHOO!>? <Yahoo！>",
                "Mira 🚀 | <Mira 🚀>! <Mira 🚀>is",
                "Mira | 🚀<Mira>🚀 <Mira>™ <Mira>¹",
                // Emoji of digits and letters, and phrases in one sign.
                "Mira Volk | 1\ufe0f\u20e3<Mira Volk> 2\u20e3<Mira Volk>3\ufe0f\u20e3, \u2139\ufe0f<Mira Volk>",
                "Mira | 1Mira \u2139Mira Mira\u20e3",
                "محمد | <محمد>ﷺ، ﷺ<محمد>",
                "نصر | نصرﷲ",
                "A.B. Volk | <A.B. Volk>",
                "Dr. Volk | (<Dr. Volk>)"
            })
    void findsWhatACarefulReaderSees(String name, String text) {
        StringBuilder plain = new StringBuilder();
        List<TextSpan> expected = new ArrayList<>();
        int at = 0;
        int open = 0;
        for (int c : text.codePoints().toArray()) {
            if (c == '<') open = at;
            else if (c == '>') expected.add(new TextSpan(open, at));
            else {
                plain.appendCodePoint(c);
                at++;
            }
        }
        assertThat(Concept.of(name).occurrences(plain.toString())).as(text).isEqualTo(expected);
    }

    @Test
    void aLineBreakEndsAName() {
        for (String end : List.of("\n", "\r\n", " \n ", "\u2028", "\u2029", "\u0085", "\u000b")) {
            assertThat(Concept.of("Mira Volk").occurrences("Mira" + end + "Volk"))
                    .isEmpty();
            assertThat(Concept.of("Mira\nVolk").occurrences("Mira" + end + "Volk"))
                    .containsExactly(new TextSpan(0, 8 + end.length()));
        }
    }

    @Test
    void partsOfALongerNameCountWhereTheyStandAlone() {
        Concept both = Concept.of("星野小鈴").alias("小鈴");
        assertThat(written(both.occurrences("これは星野小鈴です。小鈴、"))).isEqualTo("3-7 10-12");
        Concept latin = Concept.of("Mira Volk").alias("Volk").alias("Mira");
        assertThat(written(latin.occurrences("_Mira\u00a0Volk_"))).isEqualTo("1-5 1-10 6-10");
    }

    @Test
    void aCharacterThatIsOnlyPartlyOfTheNameIsNotFound() {
        assertThat(Concept.of("Stef").occurrences("Steﬀ")).isEmpty(); // ﬀ is one character
        assertThat(Concept.of(".NET").occurrences("…NET")).isEmpty();
        assertThat(written(Concept.of(".NET").occurrences("see .net, (.NET)"))).isEqualTo("4-8 11-15");
    }

    @Test
    void namesAreTakenWithoutTheSpaceAroundThem() {
        assertThat(written(Concept.of("\ufeff Mira\u00a0 \n").occurrences("(Mira)")))
                .isEqualTo("1-5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u00a0\u3000", "\u200b\ufeff", "\n"})
    void refusesNamesThatNobodySees(String name) {
        assertThatThrownBy(() -> Concept.of(name)).hasMessageContaining("blank");
    }

    /** The rule before: code points compared by {@code toLowerCase(toUpperCase(c))}. What that found is found. */
    @Test
    void foldsWhateverUpperAndLowerCaseDo() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (!Character.isLetter(c)) continue;
            int folded = Character.toLowerCase(Character.toUpperCase(c));
            if (folded == c) continue;
            assertThat(FoldedText.name(Character.toString(c)))
                    .as("U+%04X", c)
                    .isEqualTo(FoldedText.name(Character.toString(folded)));
        }
    }

    @Test
    void knowsWhichNamesAreInNoText() {
        Concept concept = Concept.of("Mira Volk").alias("Mira").alias("Mrs Volk");
        assertThat(concept.missingFrom(List.of("Here is Mira.", "Nobody"))).containsExactly("Mira Volk", "Mrs Volk");
        assertThat(concept.missingFrom(List.of())).hasSize(3);
    }
}
