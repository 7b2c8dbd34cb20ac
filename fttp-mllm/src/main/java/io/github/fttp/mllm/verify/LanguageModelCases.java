package io.github.fttp.mllm.verify;

import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.CaseProvider;
import java.util.Map;

/** The kinds of cases of language models: Llama, its adapters, LLaVA, and LLaVA's conversations. */
public final class LanguageModelCases implements CaseProvider {
    @Override
    public Map<String, CaseKind> kinds() {
        return Map.of(
                "llama", new LlamaCase(),
                "lora", new LoraCase(),
                "llava", new LlavaCase(),
                "llava_next", new LlavaNextCase(),
                "vlm_image_processors", new ImageProcessorsCase(),
                "qwen2_5_vl", new Qwen25VlCase(),
                "qwen3_vl", new Qwen3VlCase(),
                "qwen2_5_vl_chat", new QwenChatCase(),
                "llava_json", new LlavaJsonCase());
    }
}
