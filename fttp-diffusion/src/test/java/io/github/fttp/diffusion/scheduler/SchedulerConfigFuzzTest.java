package io.github.fttp.diffusion.scheduler;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.fttp.core.testing.Fuzzed;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulerConfigFuzzTest {
    private static final Fuzzed FILE = Fuzzed.file("scheduler_config.json");

    static Stream<byte[]> seeds() {
        String common = "{\"_class_name\": \"%s\", \"_diffusers_version\": \"0.21.4\", \"num_train_timesteps\": 1000,"
                + " \"beta_start\": 0.00085, \"beta_end\": 0.012, \"beta_schedule\": \"scaled_linear\", \"trained_betas\": null%s}";
        return Stream.of(
                        common.formatted(
                                "DDPMScheduler", ", \"variance_type\": \"fixed_small\", \"clip_sample\": true"),
                        common.formatted(
                                "DDIMScheduler",
                                ", \"set_alpha_to_one\": false, \"steps_offset\": 1, \"timestep_spacing\": \"trailing\","
                                        + " \"prediction_type\": \"v_prediction\", \"rescale_betas_zero_snr\": true"),
                        common.formatted("PNDMScheduler", ", \"skip_prk_steps\": true"),
                        common.formatted("LMSDiscreteScheduler", ", \"use_karras_sigmas\": true"),
                        common.formatted("EulerDiscreteScheduler", ", \"interpolation_type\": \"linear\""),
                        common.formatted("EulerAncestralDiscreteScheduler", ""),
                        common.formatted("HeunDiscreteScheduler", ", \"use_karras_sigmas\": true"),
                        common.formatted("DEISMultistepScheduler", ", \"solver_order\": 3"),
                        common.formatted("UniPCMultistepScheduler", ", \"solver_type\": \"bh2\", \"solver_order\": 2"),
                        common.formatted("DPMSolverSinglestepScheduler", ", \"lower_order_final\": false"),
                        common.formatted(
                                "DPMSolverMultistepScheduler",
                                ", \"solver_order\": 2, \"algorithm_type\": \"dpmsolver++\", \"lambda_min_clipped\": -Infinity"))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FILE.readsOrRefuses(content, file -> Scheduler.read(file.getParent()));
    }
}
