package io.github.fttp.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
    private static final Platform HERE =
            new Platform("1.0, commit abc", "onednn", 2, "a processor", "17", Map.of("org.bytedeco/dnnl", "3.11"));

    @TempDir
    Path folder;

    private Path data;
    private Manifest manifest;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        data = Files.writeString(folder.resolve("data.json"), "abc");
        manifest = Manifest.of(List.of("forget", "--seed", "3"), Map.of("seed", "3"), List.of(data), HERE);
    }

    @Test
    void digestsInputsBySha256() {
        // FIPS 180-2, appendix B.1: the digest of "abc".
        assertThat(manifest.inputs())
                .containsEntry(
                        data.toAbsolutePath().toString(),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void comesBackFromItsFile() {
        Manifest done = manifest.done(Map.of("adapter", "0f"));
        done.write(folder.resolve(Manifest.FILE));
        assertThat(Manifest.read(folder)).isEqualTo(done);
    }

    @Test
    void namesInputsFromAFolderThatTheyLieIn() {
        assertThat(manifest.from(folder).inputs().keySet()).containsExactly("data.json");
        assertThat(manifest.from(folder.resolve("other"))).isEqualTo(manifest);
    }

    @Test
    void repeatsWhereNothingDiffers() {
        manifest.requireRepeatable(HERE, warnings::add);
        assertThat(warnings).isEmpty();
    }

    @Test
    void namesAllThatKeepsItFromBeingRepeated() throws IOException {
        Files.writeString(data, "abd");
        assertThatThrownBy(() -> manifest.requireRepeatable(Platform.of("nd4j", 1), warnings::add))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("data.json has changed since")
                .hasMessageContaining("the engine was onednn, here it is nd4j")
                .hasMessageContaining("the number of threads (system property fttp.threads) was 2, here it is 1");
    }

    @Test
    void namesAnInputThatIsGone() throws IOException {
        Files.delete(data);
        assertThatThrownBy(() -> manifest.requireRepeatable(HERE, warnings::add))
                .hasMessageContaining("data.json is not there any more");
    }

    @Test
    void warnsOfAnotherProcessorAndOtherCode() {
        Platform other = new Platform("1.1", "onednn", 2, "another processor", "17", HERE.libraries());
        manifest.requireRepeatable(other, warnings::add);
        assertThat(warnings)
                .containsExactly(
                        "the processor was a processor, here it is another processor: bits may differ",
                        "the code was 1.0, commit abc, here it is 1.1: bits may differ");
    }

    @Test
    void warnsOfEachLibraryThatIsAnother() {
        Map<String, String> libraries = Map.of("org.bytedeco/dnnl", "3.12", "NVIDIA driver", "580.65.06");
        manifest.requireRepeatable(
                new Platform(HERE.code(), "onednn", 2, HERE.processor(), "17", libraries), warnings::add);
        assertThat(warnings)
                .containsExactly(
                        "the NVIDIA driver was not there, here it is 580.65.06: bits may differ",
                        "the org.bytedeco/dnnl was 3.11, here it is 3.12: bits may differ");
    }

    @Test
    void repeatsWithModelsOfComparisonsWhichAreDigestedWithoutNames() {
        Manifest comparison =
                new Manifest(List.of(), Map.of(), Map.of(folder.toString(), Digest.contents(folder)), HERE, Map.of());
        comparison.requireRepeatable(HERE, warnings::add);
        assertThat(warnings).isEmpty();
    }

    @Test
    void saysWhichEngineDoesNotLoad() {
        Manifest elsewhere = new Manifest(List.of(), Map.of(), Map.of(), Platform.of("abacus", 1), Map.of());
        assertThatThrownBy(() -> elsewhere.requireRepeatable(warnings::add))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("engine abacus: computed the run and cannot here: no engine \"abacus\"");
    }

    @Test
    void liesBesideAFileThatWasMade() {
        manifest.writeBeside(data);
        assertThat(folder.resolve("data.json.manifest.json")).exists();
        assertThat(Manifest.read(data).results()).containsOnlyKeys("result");
    }

    @Test
    void tellsResultsWithOtherBits() {
        Manifest first = manifest.done(Map.of("adapter", "0f", "model", "1a"));
        assertThat(first.otherThan(manifest.done(Map.of("adapter", "0f", "model", "1a"))))
                .isEmpty();
        assertThat(first.otherThan(manifest.done(Map.of("adapter", "00")))).containsExactly("adapter", "model");
    }

    @Test
    void refusesAManifestOfAnotherForm() throws IOException {
        Files.writeString(folder.resolve("manifest.json"), "{\"format\": \"7\"}");
        assertThatThrownBy(() -> Manifest.read(folder)).hasMessageContaining("another version");
    }

    @Test
    void saysWhatComputes() {
        Platform here = Platform.of("onednn", 2);
        assertThat(here.code()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?(, commit [0-9a-f]{40}( with changes)?)?");
        assertThat(here.libraries()).containsKeys("org.bytedeco/dnnl", "org.bytedeco/openblas");
    }
}
