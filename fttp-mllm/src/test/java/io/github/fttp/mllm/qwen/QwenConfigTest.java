package io.github.fttp.mllm.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.testing.GoldenCases;
import io.github.fttp.mllm.qwen2_5vl.Qwen25VlConfig;
import io.github.fttp.mllm.qwen3vl.Qwen3VlConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QwenConfigTest {
    @TempDir
    Path folder;

    private Path saved(String name) throws IOException {
        Files.copy(GoldenCases.folder(name).resolve("config-saved.json"), folder.resolve("config.json"));
        return folder;
    }

    @Test
    void bothLayoutsOfQwen25MeanTheSame() throws IOException {
        assertThat(Qwen25VlConfig.read(saved("qwen2_5_vl-tiny")))
                .isEqualTo(Qwen25VlConfig.read(GoldenCases.folder("qwen2_5_vl-tiny")));
    }

    @Test
    void bothLayoutsOfQwen3MeanTheSame() throws IOException {
        assertThat(Qwen3VlConfig.read(saved("qwen3_vl-tiny")))
                .isEqualTo(Qwen3VlConfig.read(GoldenCases.folder("qwen3_vl-tiny")));
    }

    /** As transformers 4.52 to 4.57 write it: the decoder's fields twice, the whole model's class within, and notes. */
    private ObjectNode twice() {
        ObjectNode config = (ObjectNode)
                Json.checkpoint(GoldenCases.folder("qwen2_5_vl-tiny").resolve("config.json"))
                        .node();
        ObjectNode text = config.deepCopy();
        text.remove("vision_config");
        text.put("model_type", "qwen2_5_vl_text").putNull("image_token_id").putNull("video_token_id");
        config.set("text_config", text.put("_attn_implementation_autoset", true));
        return config.put("unsloth_version", "2025.1");
    }

    private Path saved(ObjectNode config) {
        Json.write(folder.resolve("config.json"), config);
        return folder;
    }

    @Test
    void fieldsThatAreThereTwiceMeanTheSame() {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            assertThat(Qwen25VlConfig.read(saved(twice())))
                    .isEqualTo(Qwen25VlConfig.read(GoldenCases.folder("qwen2_5_vl-tiny")));
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("has no effect");
    }

    @Test
    void fieldsThatContradictThemselvesAreRefused() {
        assertThatThrownBy(() -> Qwen25VlConfig.read(saved(twice().put("rope_theta", 5e5))))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageEndingWith("expected the same of both: rope_theta differs");
        ObjectNode without = twice();
        ((ObjectNode) without.get("text_config")).remove("vocab_size"); // 152,064 there
        assertThatThrownBy(() -> Qwen25VlConfig.read(saved(without))).hasMessageEndingWith("vocab_size differs");
    }

    @Test
    void aProcessorThatCutsOtherPatchesIsRefused() throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), "{\"patch_size\": 14}");
        assertThatThrownBy(() -> QwenImages.read(folder, new PatchSettings(16, 2, 2)))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("preprocessor_config.json")
                .hasMessageContaining("config.json says");
    }

    @Test
    void aSettingThatIsNotUnderstoodIsRefused() throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), "{\"do_center_crop\": true}");
        assertThatThrownBy(() -> QwenImages.read(folder, new PatchSettings(14, 2, 2)))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("do_center_crop");
    }

    @Test
    void aDeviationOfZeroIsRefusedHoweverItIsWritten() throws IOException {
        for (String deviation : new String[] {"0", "[0.5, 0, 0.5]"}) {
            Files.writeString(folder.resolve("preprocessor_config.json"), "{\"image_std\": " + deviation + "}");
            assertThatThrownBy(() -> QwenImages.read(folder, new PatchSettings(14, 2, 2)))
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessageContaining("image_std");
        }
    }

    /** Both by hand: 100 x 100 gives 112 x 112, which is too much for 8,000 pixels; 10 x 40 too little for 3,136. */
    @Test
    void sidesAreMultiplesWithinBoundsOfTheArea() {
        SmartResize resize = new SmartResize(28, 3136, 8000);
        // sqrt(10000 / 8000) = 1.118; 100 / 1.118 / 28 = 3.19
        assertThat(resize.of(100, 100)).isEqualTo(new SmartResize.Size(84, 84));
        // sqrt(3136 / 400) = 2.8; 10 * 2.8 = 28, 40 * 2.8 = 112
        assertThat(resize.of(10, 40)).isEqualTo(new SmartResize.Size(28, 112));
        assertThatThrownBy(() -> resize.of(5, 1001))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("more than 200 times");
    }
}
