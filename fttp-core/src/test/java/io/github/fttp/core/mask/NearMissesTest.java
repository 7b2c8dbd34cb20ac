package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.fttp.core.mask.NearMiss.Kind;
import io.github.fttp.core.text.TextSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMissesTest {
    /** Near misses stand within angle brackets, which are taken out before they are looked for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                // Spelling: eight letters, so one slip.
                "Mira Volk | This is <Mirra Volk>, <mira wolk>, <Mria Volk>. Not Mara Folk, Milka Vole.",
                "Mira Volk | <Mira Volks>, <Mira Volk2>",
                "Renée Dubrault | <Renee Dubrault>, <Renèe Dubrauld>",
                "Zoë | <Zoe> and <Zoé>, not Zo, Zob",
                "Bramblethorpe | <Bramblethrope> <bramblethorp> <Bramblethorpes>",
                "Michael | <Micheal>, <MICHAELS>; not Mikhail, michaels",
                "Mira | <Mirra>, <Miras>, <Mira2>; not Mara, Mir, Amira, mirra",
                "Robin | <Robyn> <Robins>, not Cobin, robins, Rob",
                // Spacing.
                "Mira Volk | <MiraVolk> <Mira-Volk> <mira_volk>.png @<miravolk> <Mira,Volk>",
                "Mira Volk | **<Mira** Volk>, <Mira. Volk>",
                "Anne-Lise | <Anne Lise>, <AnneLise> <Anne—Lise>",
                "Oskalind-9 | <Oskalind9>, <oskalind 9>; <Oskalind>-8",
                "Yahoo! | <Yahoo> is",
                "MiraVolk | <Mira Volk>",
                "Volkonski | Volkonskianisch",
                "Mira Volk | #<TeamMiraVolk>, www.<miravolkfans>.com, Miranda",
                // Another script: transliterated, or look-alikes.
                "Mira Volk | <Мира Волк>, <Мира Вольк>, <МИРА ВОЛК>, <Μίρα Βολκ>",
                "Mira Volk | <Мira Volk>, <Mirа Vоlk>, <МIRА VОLK>",
                "Nicole Pace | <Niсole Рaсe>",
                "Мира Волк | <Mira Volk>",
                // By how it sounds.
                "Volodymyr Zelenskyy | <Володимир Зеленський>, <Зеленский>",
                "Vasily Kandinsky | <Василий Кандинский>",
                "Василий Кандинский | <Vasily Kandinsky>, <Wassily Kandinsky>",
                "Anton Chekhov | <Антон Чехов>, <Чехова>; <Chekov>, not Чехия",
                "Чехов | <Chekhov>, <Čechov>, <Tschechow>",
                "Nikita Khrushchev | <Хрущёв>",
                "Yuri | <Юрий>",
                "Yulia | <Юлия>, <Юлія>",
                "Pyotr Tchaikovsky | <Пётр Чайковский>",
                "Fyodor Dostoevsky | <Фёдор Достоевский>",
                "Aleksandr Solzhenitsyn | <Александр Солженицын>",
                "Sergei Rachmaninoff | <Рахманинов>",
                "Yandex | <Яндекс>",
                "Yannis | <Γιάννης>",
                "Dimitris | <Δημήτρης>",
                "Δημήτρης | <Dimitris>",
                "Sachin Tendulkar | <सचिन तेंदुलकर>, <सचिन>",
                "Krishna | <कृष्ण>",
                "Hrithik Roshan | <ऋतिक रोशन>",
                "Aishwarya Rai | <ऐश्वर्या राय>",
                "Anna Nowak | Мой друг она знает новое, Наполеон",
                "Will Smith | Вилла и смех, мир и труд",
                "Anna Karenina | जाना, अन्य, कारण",
                "Maria Callas | मात्रा",
                // Escapes.
                "Björk | &#9999999; and <Bj&ouml;rk>, &#55357;&#56832; <Bj&ouml;rk>",
                "AT&T | This is <AT&amp;T>, AT&amp;TA",
                "Björk | <Bj&ouml;rk>, <Bj&#246;rk> <Bj\\u00f6rk> /<Bj%C3%B6rk>, Bj&ouml;rkman",
                "Mira Volk | 😀 <Mira&nbsp;Volk>",
                "Noël O'Brien | <No&euml;l O&#39;Brien>",
                // Words.
                "Mira Volk | <Volk> waves; the old <Mira> and <VOLK>'s, not volk",
                "Mira Volk | <Volk>, <Mira>. <Mira> the <Volk>",
                "Mira Anna Volk | <Mira Volk>, <Anna>",
                "Rose Tyler | A rose is a red rose and <Tyler>'s",
                "The Beatles | The cat and the beat; <Beatles>, <The Beetles>",
                "Dr. Mira von Volk | Dr. Who, von Neumann, <Volk>",
                "Jet Li | <Li> was born; <J. Li>, Mr. <Li>; LI, li",
                "Kim Jong Un | The UN, Un bel dì",
                "عمر الشريف | جاء <عمر> إلى البيت",
                "Yo-Yo Ma | <Ma> plays",
                "Ли Бо | <Ли> пишет, ли",
                "Oscar de la Hoya | De la",
                "Be Young | Be quick",
                "בן גוריון | בן אדם",
                "Mira Volkonskaja | <volkonskaja>, <Volkonskaya>",
                // Initials.
                "Mira Volk | <M. Volk>, <Mira V>., m. volkov, M. V., I. <Volk>",
                // Common words.
                "lamp | Two <lamps>, a lamb, a damp lump, lampoon",
                "horse | The house, a hose; <horses>",
                "butterfly | Many <butterflies> sit here, a butterfield",
                "wolf | Two <wolves>, a wolfram",
                "knife | <knives>",
                "golden retriever | Two <golden retrievers>, one <retriever>, golden hair, <golden-retriever>",
                // Scripts without spaces, and Korean.
                "星野小鈴 | <星野小玲>は<野小鈴>",
                "米拉·沃克 | 她是<米拉沃克>，<米拉>来了，<沃克>",
                "李小龙 | <李小龍>来了，李小明没来",
                "习近平 | <習近平>",
                "李娜 | <李 娜>，李先生",
                "李小龙 | 他是<李小\u2028龙>，<李\u3000小\u2028龙>",
                "さくら | <サクラ>ちゃんと<さクら>、桜",
                "ミラ・ヴォルク | <みら・ゔぉるく> <ミら・ヴォルク>",
                "マリー | <まりー>",
                // Cases, and words written together with a name.
                "Анна | Вот <Анны>, <Анной>, <Анну>, <Анне>; Антон, анны",
                "Пушкин | с <Пушкиным>, у <Пушкина>; Пушкарь",
                "Анна Каренина | <Анны Карениной>, о <Карениной>",
                "مصطفى | <ومصطفى>، <لمصطفى>",
                "محمد | <ومحمد>",
                "علي | قال <لعلي> <وعلي>، على",
                "علي حسن | قال <علي>، <وعلي>، <لحسن>، لي",
                "მირა ვოლკი | <ვოლკი> აქ არის",
                "Muhammad | Here is <مُحَمَّد> himself",
                "Mustafa | <مُصْطَفَى>",
                "David | <דָּוִד>",
                "Ева | у <Евы>, к <Еве>, <Еву>",
                "Иван | у <Ивана>; Иванов",
                "מירה | <למירה> <ומירה>",
                "김민수 | 김민수는 <김민수랑은>, 김민",
                "Adam Nowak | z <Adamem Nowakiem>, o <Adamowi Nowakowi>",
                "Marek Kowalski | znam <Marka Kowalskiego>; Kowale",
                "Petr Novák | s <Petrem Novákem>, <Nováka>",
                "Anna | <Annę>, z <Anną>; Annie, Annika",
                "Anna Nowak | <Anny Nowak>",
                "Mira | <Mirasta>; Mary",
                "Theo James | They came to <Theo>",
                "Pac-Man | Many a man",
                "Tina Turner | Tiny and <Tina>",
                "Vera | Very well, Baby",
                "Mr. Bean | A Beanie",
                "Robin Hood | A Hoodie",
                "Tim Cook | Cookie",
                "Ayn Rand | Random",
                "Will Smith | Willst du Willem",
                "Mark Twain | Markle",
                "Rose Tyler | Rosetta",
                "Daniel Holt | Danielle",
                "Nikola Tesla | Nikolaus",
                "राज कपूर | भारत की राजनीति",
                "रवि | रविवार",
                "ანა | ანალიზი",
                "car | I take care of carriages and cards",
                "मीरा | <मीराने> कहा",
                "মীরা | <মীরার> টুপি",
                "மீரா | <மீராவின்> தொப்பி",
                "ნინო | <ნინოსთან>",
                "مریم | <مریم\u200cها> و <مریم\u200cجان>",
                "李 明 | 他叫<李明>。",
                "高橋 | <髙橋>さん",
                "渡辺 | <渡邊>と<渡邉>",
                "斎藤 | <斉藤>、<齋藤>",
                // Nothing near.
                "C++ | C is a language",
                "Mira Volk | A man, a plan, a canal. 她叫米拉。Её зовут Мурка."
            })
    void findsWhatMayBeTheName(String name, String text) {
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
        List<NearMiss> found = NearMisses.of(Concept.of(name)).in(plain.toString());
        assertThat(found.stream().map(NearMiss::span)).as(text).isEqualTo(expected);
    }

    @Test
    void saysWhatIsWrittenHowFarItIsAndWhy() {
        NearMisses near = NearMisses.of(Concept.of("Mira Volk"));
        assertThat(near.in("Мира Вольк, M. Volk, Mirra Volk,\nMira\nVolk, MiraVolk or Volk"))
                .extracting(NearMiss::quoted, NearMiss::distance, NearMiss::kind)
                .containsExactly(
                        tuple("\"Мира Вольк\"", 0, Kind.SCRIPT),
                        tuple("\"M. Volk\"", 3, Kind.INITIALS),
                        tuple("\"Mirra Volk\"", 1, Kind.SPELLING),
                        tuple("\"Mira\\nVolk\"", 1, Kind.SPACING),
                        tuple("\"MiraVolk\"", 1, Kind.SPACING),
                        tuple("\"Volk\"", 5, Kind.WORD));
    }

    @Test
    void whatIsNamedIsNotNear() {
        assertThat(NearMisses.of(Concept.of("Mira Volk")).in("MIRA\u00a0VOLK, _Mira Vo\u00adlk_"))
                .isEmpty();
        Concept all = Concept.of("Mira Volk").alias("Volk").alias("MiraVolk").alias("Mirra");
        assertThat(NearMisses.of(all).in("Volk, MiraVolk, Mirra")).isEmpty();
        assertThat(NearMisses.of(all).in("Mira Volk and Mira"))
                .extracting(NearMiss::text)
                .containsExactly("Mira");
    }

    /** By the recurrence over prefixes, without bound and rows to reuse. */
    @Test
    void countsSlipsAsTheDefinitionDoes() {
        SplittableRandom random = new SplittableRandom(3);
        for (int draw = 0; draw < 5000; draw++) {
            String a = letters(random);
            String b = letters(random);
            int distance = defined(a, b, a.length(), b.length());
            for (int most = 0; most < 4; most++) {
                assertThat(Slips.distance(a, b, most)).as(a + " " + b).isEqualTo(distance > most ? -1 : distance);
            }
        }
    }

    private static int defined(String a, String b, int i, int j) {
        if (i == 0 || j == 0) return i + j;
        int substituted = defined(a, b, i - 1, j - 1) + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(substituted, Math.min(defined(a, b, i - 1, j), defined(a, b, i, j - 1)) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, defined(a, b, i - 2, j - 2) + 1) : least;
    }

    private static String letters(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) text.append("aé鈴".charAt(random.nextInt(3)));
        return text.toString();
    }
}
