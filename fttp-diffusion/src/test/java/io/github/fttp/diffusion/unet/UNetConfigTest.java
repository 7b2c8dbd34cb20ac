package io.github.fttp.diffusion.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.io.BadCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UNetConfigTest {
    @TempDir
    Path folder;

    /** @param fields JSON with a comma in front, double quotes written as single ones */
    private UNetConfig read(String fields) throws IOException {
        return readAll("'_class_name': 'UNet2DConditionModel'" + fields);
    }

    private UNetConfig readAll(String fields) throws IOException {
        String json = "{" + fields + "}";
        Files.writeString(folder.resolve("config.json"), json.replace('\'', '"'));
        return UNetConfig.read(folder);
    }

    @Test
    void takesTheReferencesDefaultsForAbsentFields() throws IOException {
        UNetConfig config = read("");
        assertThat(config.down())
                .containsExactly(
                        UNetConfig.Level.down(320, 2, true, 8, 1, 1280),
                        UNetConfig.Level.down(640, 2, true, 8, 1, 1280),
                        UNetConfig.Level.down(1280, 2, true, 8, 1, 1280),
                        UNetConfig.Level.down(1280, 2, false, 8, 1, 1280));
        assertThat(config.up())
                .containsExactly(
                        UNetConfig.Level.down(1280, 2, false, 8, 1, 1280).up(),
                        UNetConfig.Level.down(1280, 2, true, 8, 1, 1280).up(),
                        UNetConfig.Level.down(640, 2, true, 8, 1, 1280).up(),
                        UNetConfig.Level.down(320, 2, true, 8, 1, 1280).up());
        assertThat(config.channels()).containsExactly(320, 640, 1280, 1280);
        assertThat(config.inChannels()).isEqualTo(4);
        assertThat(config.timeWidth()).isEqualTo(1280);
        assertThat(config.normGroups()).isEqualTo(32);
        assertThat(config.activation()).isEqualTo(Activation.SILU);
        assertThat(config.flipSinToCos()).isTrue();
    }

    @Test
    void settingsCanBeGivenByLevel() throws IOException {
        UNetConfig config = read(", 'block_out_channels': [32, 64], 'attention_head_dim': [2, 4], 'sample_size': 8,"
                + " 'cross_attention_dim': 16, 'layers_per_block': [1, 3], 'transformer_layers_per_block': [2, 1],"
                + " 'down_block_types': ['DownBlock2D', 'CrossAttnDownBlock2D'],"
                + " 'up_block_types': ['CrossAttnUpBlock2D', 'UpBlock2D'], 'use_linear_projection': true");
        assertThat(config.down())
                .containsExactly(
                        UNetConfig.Level.down(32, 1, false, 2, 2, 16), UNetConfig.Level.down(64, 3, true, 4, 1, 16));
        assertThat(config.up())
                .containsExactly(
                        UNetConfig.Level.down(64, 3, true, 4, 1, 16).up(),
                        UNetConfig.Level.down(32, 1, false, 2, 2, 16).up());
        assertThat(config.linearProjection()).isTrue();
    }

    @Test
    void whatTheAverageOfATrainersWeightsLeftIsWithoutEffect() throws IOException {
        UNetConfig config = read(", 'decay': 0.9999, 'inv_gamma': 1.0, 'min_decay': 0.0, 'optimization_step': 470000,"
                + " 'power': 0.6666666666666666, 'update_after_step': 0, 'use_ema_warmup': false");
        assertThat(config).isEqualTo(read(""));
    }

    @Test
    void aSwitchThatIsOffInAllLevelsIsOff() throws IOException {
        assertThat(read(", 'only_cross_attention': [false, false, false, false]"))
                .isEqualTo(read(""));
        assertThatThrownBy(() -> read(", 'only_cross_attention': [false, true, false, false]"))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("only_cross_attention is [false,true,false,false], which is not supported");
    }

    @Test
    void pooledTextAndFramingAreAddedWhereItSaysSo() throws IOException {
        UNetConfig config = read(", 'addition_embed_type': 'text_time', 'addition_time_embed_dim': 256,"
                + " 'projection_class_embeddings_input_dim': 2816");
        assertThat(config.addition()).isEqualTo(new UNetConfig.Addition(256, 2816));
        assertThat(read(", 'addition_embed_type': null").addition().isThere()).isFalse();
    }

    /** As Segmind's distilled networks have them. */
    @Test
    void transformersCanBeGivenByLayerAndTheMiddleBeOneBlock() throws IOException {
        UNetConfig config = read(", 'block_out_channels': [32, 64], 'mid_block_type': 'UNetMidBlock2D',"
                + " 'down_block_types': ['DownBlock2D', 'CrossAttnDownBlock2D'],"
                + " 'up_block_types': ['CrossAttnUpBlock2D', 'UpBlock2D'],"
                + " 'transformer_layers_per_block': [0, [4, 2]],"
                + " 'reverse_transformer_layers_per_block': [[2, 1, 1], 0]");
        assertThat(config.down().get(1).transformers()).containsExactly(4, 2);
        assertThat(config.up().get(0).transformers()).containsExactly(2, 1, 1);
        assertThat(config.up().get(1).blocks()).isZero();
        assertThat(config.middle().orElseThrow().layers()).isZero();
    }

    /** The reference divides heads among channels in attentions alone. */
    @Test
    void levelsWithoutAttentionNeedNotDivideByHeads() throws IOException {
        String levels = ", 'block_out_channels': [32, 64], 'attention_head_dim': [5, 4]";
        UNetConfig config = read(levels + ", 'down_block_types': ['DownBlock2D', 'CrossAttnDownBlock2D'],"
                + " 'up_block_types': ['CrossAttnUpBlock2D', 'UpBlock2D']");
        assertThat(config.down().get(0).attends()).isFalse();
        assertThatThrownBy(() -> read(levels + ", 'down_block_types': ['DownBlock2D', 'CrossAttnDownBlock2D'],"
                        + " 'up_block_types': ['CrossAttnUpBlock2D', 'CrossAttnUpBlock2D']"))
                .hasMessageContaining("attention_head_dim, 5");
    }

    @Test
    void switchesThatAreOffAreTaken() throws IOException {
        assertThat(read(", 'class_embed_type': null, 'center_input_sample': false, 'dropout': 0.0")
                        .channels())
                .hasSize(4);
    }

    /** Each changes the arithmetic. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'center_input_sample': true",
                "'class_embed_type': 'timestep'",
                "'class_embeddings_concat': true",
                "'cross_attention_norm': 'layer_norm'",
                "'dropout': 0.1",
                "'dual_cross_attention': true",
                "'encoder_hid_dim': 768",
                "'encoder_hid_dim_type': 'text_proj'",
                "'mid_block_only_cross_attention': true",
                "'num_class_embeds': 7",
                "'only_cross_attention': [true, false, false, false]",
                "'projection_class_embeddings_input_dim': 2816",
                "'resnet_skip_time_act': true",
                "'time_cond_proj_dim': 256",
                "'time_embedding_act_fn': 'silu'",
                "'timestep_post_act': 'silu'"
            })
    void refusesSwitchesByName(String field) {
        String name = field.substring(1, field.indexOf('\'', 1));
        assertThatThrownBy(() -> read(", " + field))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContainingAll(
                        folder.resolve("config.json") + ": " + name + " is ",
                        "which is not supported; only without it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            '_class_name': 'UNet3DConditionModel'      | _class_name is "UNet3DConditionModel", supported is "UNet2DConditionModel"
            'mid_block_type': 'UNetMidBlock2DSimpleCrossAttn' | mid_block_type is the string "UNetMidBlock2DSimpleCrossAttn", supported is one of [UNetMidBlock2D, UNetMidBlock2DCrossAttn]
            'transformer_layers_per_block': [1, [1, 2], 1, 1] | transformer_layers_per_block has numbers for single layers, expected reverse_transformer_layers_per_block beside it
            'reverse_transformer_layers_per_block': [[1, 2], 1, 1, 1] | reverse_transformer_layers_per_block[0] has 2 entries, expected 3
            'transformer_layers_per_block': [1, 2]     | transformer_layers_per_block has 2 entries, expected 4
            'time_embedding_type': 'fourier'           | time_embedding_type is "fourier", supported is "positional"
            'resnet_time_scale_shift': 'scale_shift'   | resnet_time_scale_shift is "scale_shift", supported is "default"
            'addition_embed_type': 'image'             | addition_embed_type is "image", supported is "text_time"
            'addition_embed_type': 'text_time'         | addition_time_embed_dim
            'addition_embed_type': 'text_time', 'addition_time_embed_dim': 256 | projection_class_embeddings_input_dim
            'attention_type': 'gated'                  | attention_type is "gated", supported is "default"
            'mid_block_scale_factor': 0.7              | mid_block_scale_factor is 0.7, supported is 1
            'resnet_out_scale_factor': 2               | resnet_out_scale_factor is 2, supported is 1
            'act_fn': 'relu6'                          | act_fn is the string "relu6", supported is one of
            'conv_in_kernel': 4                        | conv_in_kernel is 4, supported is an odd number
            'norm_eps': 0                              | norm_eps is 0.0, expected a number above 0
            'in_channels': 0                           | in_channels is the number 0, expected a whole number from 1
            'sample_size': [64, 96]                    | sample_size is [64,96], supported is a square
            'block_out_channels': []                   | block_out_channels is empty, expected at least one number
            'block_out_channels': [320, 640]           | down_block_types has 4 entries, block_out_channels has 2
            'up_block_types': ['UpBlock2D']            | up_block_types has 1 entries, block_out_channels has 4
            'down_block_types': ['AttnDownBlock2D', 'DownBlock2D', 'DownBlock2D', 'DownBlock2D'] | down_block_types holds "AttnDownBlock2D", supported are CrossAttnDownBlock2D, DownBlock2D
            'layers_per_block': [1, 2]                 | layers_per_block has 2 entries, expected 4
            'attention_head_dim': [5, 10, 20]          | attention_head_dim has 3 entries, expected 4
            'cross_attention_dim': [768, 768, 0, 768]  | cross_attention_dim[2] is the number 0, expected a whole number from 1
            'norm_num_groups': 30                      | block_out_channels holds 320, expected a multiple of norm_num_groups, 30
            'attention_head_dim': 7                    | block_out_channels holds 320, expected a multiple of attention_head_dim, 7""")
    void namesFaultsAndUnsupportedSettings(String field, String message) {
        boolean ofTheClass = field.startsWith("'_class_name'");
        assertThatThrownBy(() -> readAll(ofTheClass ? field : "'_class_name': 'UNet2DConditionModel', " + field))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContainingAll(folder.resolve("config.json").toString(), message);
    }
}
