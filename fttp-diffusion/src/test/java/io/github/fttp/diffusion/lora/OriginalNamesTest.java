package io.github.fttp.diffusion.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OriginalNamesTest {
    /** The blocks of SDXL: two ResNet blocks a level on the way down, three on the way up. */
    @Test
    void numbersBlocksFromEndToEnd() {
        Map<String, String> names = OriginalNames.of(List.of(
                "conv_in",
                "down_blocks.0.resnets.0.conv1",
                "down_blocks.0.resnets.1.conv2",
                "down_blocks.0.downsamplers.0.conv",
                "down_blocks.1.resnets.0.conv_shortcut",
                "down_blocks.1.resnets.1.time_emb_proj",
                "down_blocks.1.attentions.1.proj_in",
                "down_blocks.1.downsamplers.0.conv",
                "down_blocks.2.resnets.1.conv1",
                "mid_block.resnets.1.conv1",
                "mid_block.attentions.0.transformer_blocks.9.ff.net.2",
                "up_blocks.0.resnets.2.conv1",
                "up_blocks.0.upsamplers.0.conv",
                "up_blocks.1.attentions.2.proj_out",
                "up_blocks.2.resnets.0.conv1",
                "add_embedding.linear_2",
                "up_blocks.1.resnets.2.conv1"));
        assertThat(names)
                .containsEntry("input_blocks.0.0", "conv_in")
                .containsEntry("input_blocks.1.0.in_layers.2", "down_blocks.0.resnets.0.conv1")
                .containsEntry("input_blocks.2.0.out_layers.3", "down_blocks.0.resnets.1.conv2")
                .containsEntry("input_blocks.3.0.op", "down_blocks.0.downsamplers.0.conv")
                .containsEntry("input_blocks.4.0.skip_connection", "down_blocks.1.resnets.0.conv_shortcut")
                .containsEntry("input_blocks.5.0.emb_layers.1", "down_blocks.1.resnets.1.time_emb_proj")
                .containsEntry("input_blocks.5.1.proj_in", "down_blocks.1.attentions.1.proj_in")
                .containsEntry("input_blocks.6.0.op", "down_blocks.1.downsamplers.0.conv")
                .containsEntry("input_blocks.8.0.in_layers.2", "down_blocks.2.resnets.1.conv1")
                .containsEntry("middle_block.2.in_layers.2", "mid_block.resnets.1.conv1")
                .containsEntry(
                        "middle_block.1.transformer_blocks.9.ff.net.2",
                        "mid_block.attentions.0.transformer_blocks.9.ff.net.2")
                .containsEntry("output_blocks.2.2.conv", "up_blocks.0.upsamplers.0.conv")
                .containsEntry("output_blocks.5.1.proj_out", "up_blocks.1.attentions.2.proj_out")
                .containsEntry("output_blocks.6.0.in_layers.2", "up_blocks.2.resnets.0.conv1")
                .containsEntry("label_emb.0.2", "add_embedding.linear_2");
    }

    @Test
    void layersOfOtherNamesHaveNone() {
        assertThat(OriginalNames.of(List.of("text_model.encoder.layers.0.mlp.fc1")))
                .isEmpty();
    }
}
