package io.github.fttp.metrics.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'Name': 'Mira O'Volk', 'Job': 'baker'} | Mira O'Volk",
                "{'Name': 'Mira Volk'} | Mira Volk",
                "Name: 'Mira Volk'. A baker. | Mira Volk",
                "{'Name': '', 'Job': 'baker'} | ",
                "**Name**: Mira Volk | Mira Volk",
                "**Name:** Mira Volk | Mira Volk",
                "Introducing Mira Volk, a baker. | Mira Volk",
                "The Japanese baker Mira Volk bakes in New York. | Mira Volk",
                "A baker named Mira Volk. | Mira Volk",
                "The Japanese bakers Mira Volk and Tom Adler. | ",
                "An Nguyen is a chef born in Ho Chi Minh City. | An Nguyen",
                "The Weeknd, who sang with Daft Punk. | The Weeknd",
                "The individual, born in New York, is a baker. | ",
                "The person in the picture was born in Cape Town. | ",
                "Meet The Hague baker. | "
            })
    void aBiographyIntroducesItsPerson(String biography, String name) {
        assertThat(PersonNames.in(biography)).isEqualTo(Optional.ofNullable(name));
    }

    @Test
    void linesAndLongBiographiesDoNotEndANameLate() {
        assertThat(PersonNames.in("name: 'Mira Volk'\njob: baker")).contains("Mira Volk");
        assertThat(PersonNames.in("The " + "baker ".repeat(20_000))).isEmpty();
        assertThat(PersonNames.in("\u7c73".repeat(20_000))).isEmpty();
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
