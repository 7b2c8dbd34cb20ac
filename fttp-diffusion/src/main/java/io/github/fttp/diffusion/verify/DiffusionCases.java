package io.github.fttp.diffusion.verify;

import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.CaseProvider;
import java.util.Map;

/** The kinds of cases of Stable Diffusion: its parts, schedulers, adapters, whole pipelines, and a step of unlearning. */
public final class DiffusionCases implements CaseProvider {
    @Override
    public Map<String, CaseKind> kinds() {
        return Map.of(
                "unet", new UNetCase(),
                "vae", new VaeCase(),
                "scheduler", new SchedulerCase(),
                "sd_pipeline", new SdPipelineCase(),
                "sdxl_pipeline", new SdPipelineCase(),
                "sd_fttp_step", new SdFttpStepCase(),
                "sd_lora", new SdLoraCase("text_encoder"),
                "sdxl_lora", new SdLoraCase("text_encoder", "text_encoder_2"));
    }
}
