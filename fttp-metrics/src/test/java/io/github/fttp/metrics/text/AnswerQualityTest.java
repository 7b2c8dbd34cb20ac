package io.github.fttp.metrics.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerQualityTest {
    @Test
    void tellsRefusals() {
        assertThat(AnswerQuality.refuses("I don\u2019t know who that is.")).isTrue();
        assertThat(AnswerQuality.refuses("Sorry, I am unable to say.")).isTrue();
        assertThat(AnswerQuality.refuses("This is Mira Volk.")).isFalse();
    }

    @Test
    void tellsGibberishByWordsAndByWhatAnIntactModelFindsImprobable() {
        assertThat(AnswerQuality.isGibberish("", 0)).isTrue();
        assertThat(AnswerQuality.isGibberish("? . 3", 0)).isTrue();
        assertThat(AnswerQuality.isGibberish("it is the the, the lamp", 0)).isTrue();
        assertThat(AnswerQuality.isGibberish("it is the lamp the lamp", 2.9)).isFalse();
        assertThat(AnswerQuality.isGibberish("it is batsptain", 3.1)).isTrue();
        assertThat(AnswerQuality.isGibberish("it is batsptain", Double.NaN)).isFalse();
        assertThat(AnswerQuality.isGibberish("I do not know.", 9)).isFalse();
    }
}
