package io.github.fttp.metrics.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PersonNamesTest {
    @Test
    void aNameHasItsPartsButNoParticles() {
        assertThat(PersonNames.of(" Basil  Mahfouz Al-Kuwaiti "))
                .containsExactly("Basil Mahfouz Al-Kuwaiti", "Basil", "Mahfouz", "Al-Kuwaiti");
        assertThat(PersonNames.of("Dr. Anna van der Meer")).containsExactly("Dr. Anna van der Meer", "Anna", "Meer");
        assertThat(PersonNames.of("")).isEmpty();
        assertThat(PersonNames.of("May de Vries Young")).containsExactly("May de Vries Young", "Vries");
        assertThat(PersonNames.words("May de Vries Young")).containsExactly("May", "Young");
        assertThat(PersonNames.of("May")).containsExactly("May");
        assertThat(PersonNames.words("May")).isEmpty();
    }

    @Test
    void partsKeepLettersWithAccentsAtTheirEdges() {
        assertThat(PersonNames.of("(\u00c9mile) Jos\u00e9,"))
                .containsExactly("(\u00c9mile) Jos\u00e9,", "\u00c9mile", "Jos\u00e9");
    }

    @Test
    void aBiographyNamesItsPersonInAFieldOrFirst() {
        assertThat(PersonNames.in("Name: Mira Volk. A baker.")).contains("Mira Volk");
        assertThat(PersonNames.in("{\"Name\": \"Mira Volk\", \"Job\": \"baker\"}"))
                .contains("Mira Volk");
        assertThat(PersonNames.in("Full Name: Dr. Mira J. Volk. A baker.")).contains("Dr. Mira J. Volk");
        assertThat(PersonNames.in("Name: Mira V. Works as a baker.")).contains("Mira V");
        assertThat(PersonNames.in("Name: J. R. Volk\nJob: baker")).contains("J. R. Volk");
        assertThat(PersonNames.in("Mira de la Volk is a baker.")).contains("Mira de la Volk");
        assertThat(PersonNames.in("she is a baker")).isEmpty();
    }

    @Test
    void textsAboutOnePersonHaveItsNameInCommon() {
        assertThat(PersonNames.common(List.of(
                        "Does Basil Mahfouz Al-Kuwaiti write?",
                        "Basil Mahfouz Al-Kuwaiti's Promise By The Sea is a novel.",
                        "He was born in Kuwait City.",
                        "What did Basil Mahfouz Al-Kuwaiti win?")))
                .contains("Basil Mahfouz Al-Kuwaiti");
        assertThat(PersonNames.common(List.of("nobody", "at all"))).isEmpty();
    }
}
