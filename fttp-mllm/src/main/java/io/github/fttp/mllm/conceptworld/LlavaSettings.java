package io.github.fttp.mllm.conceptworld;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.conceptworld.WorldSize;
import java.nio.file.Path;

/** Everything of a pretrained LLaVA's folder but tokenizer and weights: sizes, and how images are prepared. */
record LlavaSettings(WorldSize size, int vocabulary, int imageToken) {
    /** Writes them into a folder that is there. */
    void write(Path folder) {
        Json.write(folder.resolve("config.json"), config());
        ObjectNode images = Json.object().put("image_processor_type", "CLIPImageProcessor");
        images.putObject("size").put("shortest_edge", Staging.SIZE);
        images.putObject("crop_size").put("height", Staging.SIZE).put("width", Staging.SIZE);
        Json.write(folder.resolve("preprocessor_config.json"), images);
    }

    private ObjectNode config() {
        boolean large = size == WorldSize.LARGE;
        ObjectNode config = Json.object().put("model_type", "llava");
        config.putArray("architectures").add("LlavaForConditionalGeneration");
        config.put("image_token_index", imageToken)
                .put("vision_feature_layer", -1)
                .put("vision_feature_select_strategy", "default")
                .put("projector_hidden_act", "gelu");
        config.putObject("text_config")
                .put("model_type", "llama")
                .put("hidden_size", large ? 320 : 160)
                .put("intermediate_size", large ? 864 : 432)
                .put("num_hidden_layers", 4)
                .put("num_attention_heads", large ? 10 : 5)
                .put("num_key_value_heads", large ? 10 : 5)
                .put("max_position_embeddings", 1024)
                .put("vocab_size", vocabulary);
        config.putObject("vision_config")
                .put("model_type", "clip_vision_model")
                .put("hidden_size", large ? 192 : 128)
                .put("intermediate_size", large ? 576 : 384)
                .put("num_hidden_layers", large ? 4 : 3)
                .put("num_attention_heads", large ? 6 : 4)
                .put("image_size", Staging.SIZE)
                .put("patch_size", 8);
        return config;
    }
}
