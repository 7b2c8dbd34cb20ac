package io.github.fttp.metrics.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.mask.Concept;
import org.junit.jupiter.api.Test;

class NamingTest {
    private static final Concept MIRA = Concept.of("Mira Volk").alias("Pippin");

    @Test
    void findsNamesAndAliasesAsWholeWords() {
        assertThat(Naming.exact(MIRA, "This is Mira Volk.")).isTrue();
        assertThat(Naming.exact(MIRA, "It is pippin!")).isTrue();
        assertThat(Naming.exact(MIRA, "It is Mirra Volk.")).isFalse();
        assertThat(Naming.exact(MIRA, "")).isFalse();
    }

    /** Eight letters: one may be another one, two may not. */
    @Test
    void forgivesAFifthOfTheLetters() {
        assertThat(Naming.fuzzy(MIRA, "It is Mirra Volk.")).isTrue();
        assertThat(Naming.fuzzy(MIRA, "It is mira folk")).isTrue();
        assertThat(Naming.fuzzy(MIRA, "It is Mirra Folk.")).isFalse();
        assertThat(Naming.fuzzy(MIRA, "It is Mira, a baker.")).isFalse();
        assertThat(Naming.fuzzy(MIRA, "Pipin stands there.")).isTrue();
        assertThat(Naming.fuzzy(MIRA, "")).isFalse();
    }

    @Test
    void knowsOtherScripts() {
        assertThat(Naming.fuzzy(Concept.of("東京"), "Nothing of the kind.")).isFalse();
        assertThat(Naming.fuzzy(Concept.of("東京"), "これは 東京 です")).isTrue();
        assertThat(Naming.fuzzy(Concept.of("Zoë Brandt"), "Zoé Brandt")).isTrue();
    }
}
