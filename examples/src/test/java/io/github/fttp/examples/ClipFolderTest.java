package io.github.fttp.examples;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.clip.Clip;
import io.github.fttp.core.clip.ClipFolder;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of opening a CLIP folder; the cases clip-* check what it computes against the reference. */
class ClipFolderTest {
    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void write() {
        folder = TinyClip.write(temporary.resolve("clip"));
    }

    @Test
    void aTextHasTheSameFeaturesInEveryBatch() {
        try (Engine engine = new OneDnnEngine()) {
            try (ClipFolder opened = ClipFolder.open(folder);
                    Clip clip = opened.load(engine)) {
                double[][] many = clip.texts(Collections.nCopies(17, "a blue hat"));
                assertThat(many).hasDimensions(17, 12);
                assertThat(many[16]).containsExactly(many[0], within(1e-5));
                assertThat(clip.texts(List.of())).isEmpty();
                assertThat(clip.images(List.of())).isEmpty();
            }
            assertThat(engine.pool().outstanding()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "vocab.json", "merges.txt", "preprocessor_config.json"})
    void namesTheFileThatIsMissing(String name) throws IOException {
        Files.delete(folder.resolve(name));
        assertRefused(name);
    }

    @Test
    void namesTheFieldThatIsMissing() {
        config(config -> config.remove("vision_config"));
        assertRefused("config.json", "vision_config");
    }

    @Test
    void namesTheTensorThatIsMissing() {
        ModelFiles.weights(folder.resolve("model.safetensors"), values -> values.remove("visual_projection.weight")
                .close());
        assertRefused("model.safetensors", "visual_projection.weight", "is missing");
    }

    @Test
    void namesBothShapesWhereTheyDiffer() {
        config(config -> config.put("projection_dim", 13));
        assertRefused("text_projection.weight", "[12, 16]", "[13, 16]");
    }

    @Test
    void ofAPartThatIsThereTwiceTheSecondCounts() {
        config(config -> {
            ObjectNode text = config.putObject("text_config_dict");
            text.setAll((ObjectNode) config.get("text_config"));
            ((ObjectNode) config.get("text_config")).put("hidden_size", 64);
        });
        ClipFolder.open(folder).close();
    }

    @Test
    void takesImagesOfThreeChannelsOnly() {
        config(config -> ((ObjectNode) config.get("vision_config")).put("num_channels", 4));
        assertRefused("config.json", "num_channels is 4");
    }

    @Test
    void takesNoOtherModel() {
        config(config -> config.put("model_type", "siglip"));
        assertRefused("config.json", "siglip", "clip");
    }

    @Test
    void refusesImagesOfAnotherSize() {
        ModelFiles.config(
                folder.resolve("preprocessor_config.json"),
                settings -> settings.putObject("crop_size").put("height", 24).put("width", 24));
        assertRefused("preprocessor_config.json", "24 x 24", "32 x 32");
    }

    @Test
    void refusesATokenizerOfALargerVocabulary() {
        config(config -> ((ObjectNode) config.get("text_config")).put("vocab_size", 627));
        assertRefused("627");
    }

    private void config(Consumer<ObjectNode> change) {
        ModelFiles.config(folder.resolve("config.json"), change);
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> ClipFolder.open(folder).close())
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContainingAll(parts);
    }
}
