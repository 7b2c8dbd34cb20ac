package io.github.fttp.examples.verify;

import io.github.fttp.core.io.Json;
import java.util.Map;
import java.util.TreeMap;

/** The kinds of cases there are, by the name in {@code case.json}. */
public final class CaseKinds {
    private static final Map<String, CaseKind> KINDS = new TreeMap<>(Map.ofEntries(
            Map.entry("metrics", new MetricsCase()),
            Map.entry("unet", new UNetCase()),
            Map.entry("vae", new VaeCase()),
            Map.entry("sd_pipeline", new SdPipelineCase()),
            Map.entry("sd_fttp_step", new SdFttpStepCase()),
            Map.entry("llama", new LlamaCase()),
            Map.entry("clip", new ClipCase()),
            Map.entry("clip_vision", new ClipVisionCase()),
            Map.entry("clip_text", new ClipTextCase()),
            Map.entry("llava", new LlavaCase()),
            Map.entry("images", new ImagesCase()),
            Map.entry("lora", new LoraCase()),
            Map.entry("sd_lora", new SdLoraCase()),
            Map.entry("scheduler", new SchedulerCase()),
            Map.entry("annotations", new AnnotationsCase()),
            Map.entry("tokenizer", new TokenizerCase()),
            Map.entry("llava_json", new LlavaJsonCase())));

    private CaseKinds() {}

    /** The kind that this field names. */
    public static CaseKind of(Json field) {
        CaseKind kind = KINDS.get(field.text());
        if (kind == null) throw field.refuse("is " + field.text() + ", known are " + String.join(", ", KINDS.keySet()));
        return kind;
    }
}
