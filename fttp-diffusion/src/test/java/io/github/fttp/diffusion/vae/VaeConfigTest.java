package io.github.fttp.diffusion.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.io.BadCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaeConfigTest {
    @TempDir
    Path folder;

    /** @param fields JSON, double quotes written as single ones */
    private VaeConfig read(String fields) throws IOException {
        Files.writeString(folder.resolve("config.json"), ("{" + fields + "}").replace('\'', '"'));
        return VaeConfig.read(folder);
    }

    @Test
    void takesTheReferencesDefaultsForAbsentFields() throws IOException {
        assertThat(read("'_class_name': 'AutoencoderKL'"))
                .isEqualTo(new VaeConfig(3, 3, 4, List.of(64), 1, 32, Activation.SILU, 0.18215, true, true, true));
    }

    @Test
    void eachLevelButTheLastHalvesTheImage() throws IOException {
        String types = "['DownEncoderBlock2D', 'DownEncoderBlock2D', 'DownEncoderBlock2D', 'DownEncoderBlock2D']";
        VaeConfig config = read("'_class_name': 'AutoencoderKL', 'block_out_channels': [128, 256, 512, 512],"
                + " 'down_block_types': " + types + ", 'up_block_types': "
                + types.replace("DownEncoder", "UpDecoder") + ", 'layers_per_block': 2, 'latents_mean': null");
        assertThat(config.vaeScaleFactor()).isEqualTo(8);
        assertThat(config.layers()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            '_class_name': 'AutoencoderTiny'                | _class_name is "AutoencoderTiny", supported is "AutoencoderKL"
            'latents_mean': [0.1, 0.2]                      | latents_mean is [0.1,0.2], which is not supported; only without it
            'latents_std': [1, 2]                           | latents_std is [1,2], which is not supported; only without it
            'shift_factor': 0.1159                          | shift_factor is 0.1159, which is not supported; only without it
            'block_out_channels': [64, 128]                 | down_block_types has 1 entries, block_out_channels has 2
            'up_block_types': []                            | up_block_types has 0 entries, block_out_channels has 1
            'down_block_types': ['AttnDownEncoderBlock2D']  | down_block_types holds "AttnDownEncoderBlock2D", supported is DownEncoderBlock2D
            'norm_num_groups': 48                           | block_out_channels holds 64, expected a multiple of norm_num_groups, 48
            'act_fn': 'relu6'                               | act_fn is the string "relu6", supported is one of
            'scaling_factor': 0                             | scaling_factor is 0.0, expected a number above 0
            'latent_channels': 0                            | latent_channels is the number 0, expected a whole number from 1
            'layers_per_block': 'two'                       | layers_per_block is the string "two", expected a""")
    void namesFaultsAndUnsupportedSettings(String field, String message) {
        boolean complete = field.contains("_class_name");
        assertThatThrownBy(() -> read(complete ? field : "'_class_name': 'AutoencoderKL', " + field))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContainingAll(folder.resolve("config.json").toString(), message);
    }
}
