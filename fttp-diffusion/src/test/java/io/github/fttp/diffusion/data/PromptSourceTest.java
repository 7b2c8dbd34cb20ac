package io.github.fttp.diffusion.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.mask.Concept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptSourceTest {
    private static final Concept CONCEPT = Concept.of("Mira Volk");
    private static final List<Path> IMAGES = List.of(Path.of("a.png"), Path.of("b.png"));

    private final List<String> warnings = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void aTemplateIsSaidOfTheConcept() {
        assertThat(PromptSource.authors().of(CONCEPT, IMAGES, warnings::add))
                .containsExactly("an image of a Mira Volk", "an image of a Mira Volk");
        assertThat(new PromptSource.Template("{concept}, drawn").of(CONCEPT)).isEqualTo("Mira Volk, drawn");
        assertThat(warnings).isEmpty();
    }

    @Test
    void aFileThatNamesTheImagesAndIsNotReadIsWarnedOf() throws IOException {
        Path image = Files.createFile(folder.resolve("a.png"));
        Path table = folder.resolve("metadata.json");
        Files.writeString(table, "[{'file_name': 'a.png', 'text': 'a hat'}]");
        PromptSource source = new PromptSource.Beside(folder, PromptSource.authors());
        assertThat(source.of(CONCEPT, List.of(image), warnings::add)).containsExactly("an image of a Mira Volk");
        assertThat(warnings).singleElement().asString().startsWith(table + ": names images, but is not read");
        Files.writeString(table, "{'made': 'by hand'}");
        warnings.clear();
        source.of(CONCEPT, List.of(image), warnings::add);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aFilesSeedsAreInVainForImagesThatThereAre() throws IOException {
        Path file = folder.resolve("prompts.csv");
        Files.writeString(file, "file_name,prompt,seed\nb.png,a hat,1\na.png,a lamp,2\n");
        PromptSource source = new PromptSource.FromFile(file);
        assertThat(source.of(CONCEPT, IMAGES, warnings::add)).containsExactly("a lamp", "a hat");
        assertThat(warnings).containsExactly(file + ": its seeds are not used: these prompts are of images");
        assertThat(source.of(CONCEPT)).isEqualTo("an image of a Mira Volk");
    }
}
