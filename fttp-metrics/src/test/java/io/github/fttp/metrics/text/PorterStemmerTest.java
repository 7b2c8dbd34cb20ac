package io.github.fttp.metrics.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PorterStemmerTest {
    /** Stems that the reference, NLTK's PorterStemmer, gives. */
    @ParameterizedTest
    @CsvSource({
        "skies, sky",
        "dying, die",
        "flies, fli",
        "died, die",
        "agreed, agre",
        "feed, feed",
        "sized, size",
        "falling, fall",
        "hissing, hiss",
        "failing, fail",
        "happy, happi",
        "enjoy, enjoy",
        "relational, relat",
        "hopefulness, hope",
        "geology, geolog",
        "carefully, care",
        "generically, gener",
        "controlling, control",
        "adjustable, adjust",
        "adoption, adopt",
        "homologous, homolog",
        "probate, probat",
        "possibly, possibl",
        "oxen, oxen",
        "yes, yes"
    })
    void givesTheReferencesStems(String word, String stem) {
        assertThat(PorterStemmer.stem(word)).isEqualTo(stem);
    }

    @Test
    void rougeCountsStems() {
        // she bake bread daili | she bake bread: 3 in common, precision 3/3, recall 3/4
        Rouge stemmed = Rouge.l("She bakes breads daily", "she baked bread", PorterStemmer::stem);
        assertThat(stemmed.recall()).isEqualTo(0.75);
        assertThat(stemmed.f1()).isEqualTo(6.0 / 7);
        // bake bread is the one pair of stems that both have, of 3 and of 2 behind she bake
        assertThat(Rouge.n(2, "She bakes breads daily", "she baked bread", PorterStemmer::stem)
                        .recall())
                .isEqualTo(2.0 / 3);
        assertThat(Rouge.l("She bakes breads daily", "she baked bread").recall())
                .isEqualTo(0.25);
    }
}
