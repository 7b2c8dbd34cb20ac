package io.github.fttp.diffusion.scheduler;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerReadTest {
    @TempDir
    Path folder;

    /** @param fields JSON with a comma in front, double quotes written as single ones */
    private Scheduler read(String className, String fields) throws IOException {
        write(className, fields);
        return Scheduler.read(folder);
    }

    private void write(String className, String fields) throws IOException {
        String json = "{'_class_name': '" + className + "'" + fields + "}";
        Files.writeString(folder.resolve("scheduler_config.json"), json.replace('\'', '"'));
    }

    /** An old version steps evenly; one that is not told is taken for a later one, whatever fields are left out. */
    @ParameterizedTest
    @CsvSource({"0.21.4, true", "0.31.0, true", "0.32.0, false", "0.40.0.dev0, false", "'', false"})
    void ddpmHasTheDefaultsOfTheReference(String version, boolean even) throws IOException {
        Ddpm ddpm = (Ddpm) read("DDPMScheduler", by(version));
        assertThat(ddpm.schedule().timesteps()).isEqualTo(1000);
        assertThat(ddpm.schedule().betas()[0]).isEqualTo(0.0001f);
        assertThat(ddpm.schedule().betas()[999]).isEqualTo(0.02f);
        assertThat(ddpm)
                .isEqualTo(new Ddpm(
                        ddpm.schedule(), Prediction.EPSILON, TimestepSpacing.LEADING, 0, Ddpm.Variance.SMALL, 1, even));
    }

    @Test
    void ddimHasTheDefaultsOfTheReference() throws IOException {
        Ddim ddim = (Ddim) read("DDIMScheduler", "");
        assertThat(ddim)
                .isEqualTo(new Ddim(ddim.schedule(), Prediction.EPSILON, TimestepSpacing.LEADING, 0, true, 1, 0));
    }

    @Test
    void othersHaveTheDefaultsOfTheReference() throws IOException {
        Pndm pndm = (Pndm) read("PNDMScheduler", "");
        assertThat(pndm.spacing()).isEqualTo(TimestepSpacing.LEADING);
        assertThat(pndm.alphaToOne()).isFalse();
        assertThat(pndm.skipRungeKutta()).isFalse();
        Lms lms = (Lms) read("LMSDiscreteScheduler", "");
        assertThat(lms.spacing()).isEqualTo(TimestepSpacing.LINSPACE);
        assertThat(lms.sigmas()).isEqualTo(Sigmas.ofTimesteps());
        Euler euler = (Euler) read("EulerDiscreteScheduler", "");
        assertThat(euler.spacing()).isEqualTo(TimestepSpacing.LINSPACE);
        assertThat(euler.interpolation()).isEqualTo(Euler.Interpolation.LINEAR);
        assertThat(euler.finalSigma()).isEqualTo(FinalSigma.ZERO);
    }

    private static String by(String version) {
        return version.isEmpty() ? "" : ", '_diffusers_version': '" + version + "'";
    }

    @ParameterizedTest
    @CsvSource({
        "0.21.4, MIN, true",
        "0.22.0, MIN, false",
        "0.25.0, MIN, false",
        "0.26.0, ZERO, false",
        "'', ZERO, false"
    })
    void dpmSolverEndsAsItsVersionDoesThoughTheFileDoesNotSayIt(String version, FinalSigma end, boolean whole)
            throws IOException {
        DpmSolver solver = (DpmSolver) read("DPMSolverMultistepScheduler", by(version));
        assertThat(solver.finalSigma()).isEqualTo(end);
        assertThat(solver.whole()).isEqualTo(whole);
    }

    @Test
    void dpmSolverOfAnOldVersionEndsAtTimestep0() throws IOException {
        DpmSolver solver =
                (DpmSolver) read("DPMSolverMultistepScheduler", by("0.21.4") + ", 'lambda_min_clipped': -Infinity");
        assertThat(solver)
                .isEqualTo(new DpmSolver(
                        solver.schedule(),
                        Prediction.EPSILON,
                        TimestepSpacing.LINSPACE,
                        0,
                        SolverFormula.DATA,
                        2,
                        DpmSolver.Kind.MIDPOINT,
                        Sigmas.ofTimesteps(),
                        true,
                        FinalSigma.MIN,
                        true,
                        false,
                        Double.NEGATIVE_INFINITY));
    }

    /** As diffusers' training scripts leave it in configurations. */
    @Test
    void aFixedVarianceIsNothingToDpmSolver() throws IOException {
        assertThat(read("DPMSolverMultistepScheduler", ", 'variance_type': 'fixed_small'"))
                .isInstanceOf(DpmSolver.class);
    }

    @Test
    void dpmSolverEndsWhereANewerConfigurationSays() throws IOException {
        DpmSolver zero = (DpmSolver) read("DPMSolverMultistepScheduler", ", 'final_sigmas_type': 'zero'");
        assertThat(zero.finalSigma()).isEqualTo(FinalSigma.ZERO);
        assertThat(zero.whole()).isFalse();
        DpmSolver min = (DpmSolver) read("DPMSolverMultistepScheduler", ", 'final_sigmas_type': 'sigma_min'");
        assertThat(min.finalSigma()).isEqualTo(FinalSigma.MIN);
        assertThat(min.whole()).isFalse();
    }

    @Test
    void readsTheConfigurationOfStableDiffusion() throws IOException {
        Pndm pndm = (Pndm) read("PNDMScheduler", """
                , '_diffusers_version': '0.6.0', 'beta_end': 0.012, 'beta_schedule': 'scaled_linear', 'beta_start': 0.00085,
                'clip_sample': false, 'num_train_timesteps': 1000, 'set_alpha_to_one': false, 'skip_prk_steps': true,
                'steps_offset': 1, 'trained_betas': null""");
        assertThat(pndm.skipRungeKutta()).isTrue();
        assertThat(pndm.stepsOffset()).isEqualTo(1);
        assertThat(pndm.schedule().betas()[999]).isCloseTo(0.012f, within(1e-8f));
        assertThat(pndm.start(50).timestep(0)).isEqualTo(981);
    }

    @Test
    void takesGivenBetas() throws IOException {
        Scheduler scheduler = read("DDIMScheduler", ", 'num_train_timesteps': 2, 'trained_betas': [0.5, 0.25]");
        assertThat(scheduler.schedule().alphasCumprod()).containsExactly(0.5f, 0.375f);
    }

    @Test
    void rescalesWhereTheClassCan() throws IOException {
        String rescaled = ", 'rescale_betas_zero_snr': true, 'prediction_type': 'v_prediction'";
        assertThat(read("DDIMScheduler", rescaled).schedule().alphasCumprod()[999])
                .isZero();
        // Noise levels must be finite: 2^-24, as the reference has it.
        assertThat(read("EulerDiscreteScheduler", rescaled).schedule().alphasCumprod()[999])
                .isEqualTo(0x1p-24f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "DDIMScheduler               | 'thresholding': true                    | thresholding is true",
                "DDPMScheduler               | 'thresholding': true                    | thresholding is true",
                "DPMSolverMultistepScheduler | 'thresholding': true                    | thresholding is true",
                "DDPMScheduler               | 'beta_schedule': 'sigmoid'              | beta_schedule",
                "DDPMScheduler               | 'variance_type': 'learned_range'        | variance_type",
                "DDPMScheduler               | 'variance_type': 'fixed_large_log'      | variance_type",
                "DPMSolverMultistepScheduler | 'variance_type': 'learned'              | variance_type",
                "DDIMScheduler               | 'prediction_type': 'flow_prediction'    | prediction_type",
                "PNDMScheduler               | 'prediction_type': 'sample'             | prediction_type",
                "DDIMScheduler               | 'timestep_spacing': 'karras'            | timestep_spacing",
                "DDIMScheduler               | 'steps_offset': -1                      | steps_offset",
                "DDIMScheduler               | 'clip_sample_range': 0                  | clip_sample_range",
                "DDIMScheduler               | 'clip_sample': 'no'                     | clip_sample",
                "DDIMScheduler               | 'num_train_timesteps': 1                | num_train_timesteps",
                "DDIMScheduler               | 'num_train_timesteps': 2000000000       | num_train_timesteps",
                "DDIMScheduler               | 'num_train_timesteps': 10.5             | num_train_timesteps",
                "DDIMScheduler               | 'beta_start': 0                         | beta_start",
                "DDIMScheduler               | 'beta_start': NaN                       | beta_start",
                "DDIMScheduler               | 'beta_end': 1.5                         | beta_end is 1.5",
                "DDIMScheduler               | 'beta_end': 0.9                         | stay above 0",
                "DDIMScheduler               | 'trained_betas': [0.1, 0.2]             | trained_betas has 2 values",
                "DDIMScheduler               | 'trained_betas': [1, 2], 'num_train_timesteps': 2 | trained_betas[0] is 1",
                "LMSDiscreteScheduler        | 'use_beta_sigmas': true, 'use_karras_sigmas': true | use_beta_sigmas is true, and so",
                "EulerDiscreteScheduler      | 'use_karras_sigmas': true, 'sigma_max': -1 | sigma_max",
                "EulerDiscreteScheduler      | 'use_karras_sigmas': true, 'sigma_max': 1, 'sigma_min': 2 | smallest, were 1.0 and 2.0",
                "EulerDiscreteScheduler      | 'use_new_sigmas': true, '_diffusers_version': '0.41.0.dev0' | use_new_sigmas is true, which is not known",
                "EulerDiscreteScheduler      | 'timestep_spacing': null                | timestep_spacing is null",
                "EulerDiscreteScheduler      | 'beta_start': null                      | beta_start is null",
                "EulerDiscreteScheduler      | 'steps_offset': null                    | steps_offset is null",
                "EulerAncestralDiscreteScheduler | 'prediction_type': 'sample'         | prediction_type",
                "DEISMultistepScheduler      | 'use_flow_sigmas': true                 | use_flow_sigmas",
                "DEISMultistepScheduler      | 'thresholding': true                    | thresholding",
                "DEISMultistepScheduler      | 'solver_order': 4                       | solver_order",
                "DEISMultistepScheduler      | 'solver_type': 'log'                    | solver_type",
                "UniPCMultistepScheduler     | 'solver_type': 'bh1'                    | final_sigmas_type is zero, which with solver_type bh1",
                "UniPCMultistepScheduler     | 'predict_x0': false                     | which with predict_x0 false",
                "UniPCMultistepScheduler     | 'lower_order_final': false              | which with lower_order_final false",
                "UniPCMultistepScheduler     | 'solver_p': {'a': 1}                    | solver_p",
                "UniPCMultistepScheduler     | 'disable_corrector': [-1]               | disable_corrector[0]",
                "DPMSolverSinglestepScheduler | 'algorithm_type': 'dpmsolver'          | final_sigmas_type is zero",
                "DPMSolverSinglestepScheduler | 'algorithm_type': 'sde-dpmsolver'      | algorithm_type",
                "DPMSolverSinglestepScheduler | 'variance_type': 'learned'             | variance_type",
                "EulerDiscreteScheduler      | 'timestep_type': 'continuous'           | timestep_type",
                "EulerDiscreteScheduler      | 'interpolation_type': 'cubic'           | interpolation_type",
                "EulerDiscreteScheduler      | 'final_sigmas_type': 'one'              | final_sigmas_type",
                "DPMSolverMultistepScheduler | 'final_sigmas_type': 'one'              | final_sigmas_type",
                "DPMSolverMultistepScheduler | 'algorithm_type': 'euler'               | algorithm_type",
                "DPMSolverMultistepScheduler | 'algorithm_type': 'dpmsolver', 'final_sigmas_type': 'zero' | final_sigmas_type",
                "DPMSolverMultistepScheduler | 'solver_type': 'euler'                  | solver_type",
                "DPMSolverMultistepScheduler | 'solver_order': 4                       | solver_order",
                "DPMSolverMultistepScheduler | 'use_lu_lambdas': true, 'use_karras_sigmas': true | use_lu_lambdas",
                "DPMSolverMultistepScheduler | 'use_flow_sigmas': true                 | use_flow_sigmas",
                "DPMSolverMultistepScheduler | 'use_dynamic_shifting': true            | use_dynamic_shifting",
                "DPMSolverMultistepScheduler | 'lambda_min_clipped': NaN               | lambda_min_clipped",
                "DPMSolverMultistepScheduler | 'lambda_min_clipped': Infinity          | lambda_min_clipped",
                "DPMSolverMultistepScheduler | 'lambda_min_clipped': 'none'            | lambda_min_clipped"
            })
    void refusesByFileAndField(String className, String fields, String message) {
        assertThatThrownBy(() -> read(className, ", " + fields))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("scheduler_config.json: ")
                .hasMessageContaining(message);
    }

    /** As the pipeline's index names it; arguments as in {@link #read}, the configuration's own class is PNDM. */
    private Scheduler ofPipeline(String className, String fields) throws IOException {
        return ofPipeline(className, fields, true);
    }

    private Scheduler ofPipeline(String className, String fields, boolean corrects) throws IOException {
        write("PNDMScheduler", fields);
        Path index = Files.writeString(folder.resolve("model_index.json"), "[\"diffusers\", \"" + className + "\"]");
        return Scheduler.ofPipeline(folder, Json.checkpoint(index).items().get(1), corrects);
    }

    @Test
    void aPipelineNamesTheClassAndTheConfigurationItsFields() throws IOException {
        Euler euler =
                (Euler) ofPipeline("EulerDiscreteScheduler", ", 'timestep_spacing': 'leading', 'steps_offset': 0");
        assertThat(euler.spacing()).isEqualTo(TimestepSpacing.LEADING);
        // StableDiffusionPipeline sets these, whatever the file says.
        assertThat(euler.stepsOffset()).isEqualTo(1);
        Ddim ddim = (Ddim) ofPipeline("DDIMScheduler", ", 'clip_sample': true");
        assertThat(ddim.clipRange()).isInfinite();
        // StableDiffusionXLPipeline doesn't.
        euler = (Euler) ofPipeline("EulerDiscreteScheduler", ", 'steps_offset': 0", false);
        assertThat(euler.stepsOffset()).isZero();
        ddim = (Ddim) ofPipeline("DDIMScheduler", ", 'clip_sample': true", false);
        assertThat(ddim.clipRange()).isEqualTo(1);
        // The field is missing because another class wrote the file, not because it is old.
        DpmSolver solver = (DpmSolver) ofPipeline("DPMSolverMultistepScheduler", "");
        assertThat(solver.finalSigma()).isEqualTo(FinalSigma.ZERO);
    }

    /** Fields of other classes and of other programs, as {@code from_config} leaves them: the reference warns of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'tensor_format': 'pt'",
                "'original_inference_steps': 50, 'timestep_scaling': 10.0",
                "'use_new_sigmas': true",
                "'use_new_sigmas': true, '_diffusers_version': '0.40.0'"
            })
    void fieldsThatTheClassDoesNotHaveAreIgnored(String fields) throws IOException {
        Euler euler = (Euler) read("EulerDiscreteScheduler", ", " + fields);
        assertThat(euler.spacing()).isEqualTo(TimestepSpacing.LINSPACE);
        // What a later version wrote for another class was never this one's.
        assertThat(ofPipeline("EulerDiscreteScheduler", ", '_diffusers_version': '0.41.0', 'use_new_sigmas': true"))
                .isInstanceOf(Euler.class);
    }

    @Test
    void defaultsOfTheClassThatWroteTheFileAreNotThoseOfAnother() throws IOException {
        Euler euler = (Euler) ofPipeline(
                "EulerDiscreteScheduler",
                ", 'timestep_spacing': 'leading', '_use_default_values': ['timestep_spacing']");
        assertThat(euler.spacing()).isEqualTo(TimestepSpacing.LINSPACE);
    }

    @Test
    void trainsWithAClassOrASettingThatItCannotDrawWith() throws IOException {
        String noise = ", 'beta_schedule': 'scaled_linear', 'prediction_type': 'v_prediction'";
        for (Scheduler scheduler : List.of(
                ofPipeline("DDPMParallelScheduler", noise),
                ofPipeline("DEISMultistepScheduler", noise + ", 'thresholding': true"))) {
            assertThat(scheduler).isInstanceOf(TrainingOnly.class);
            assertThat(scheduler.prediction()).isEqualTo(Prediction.V);
            assertThat(scheduler.schedule().alphasCumprod())
                    .isEqualTo(NoiseSchedule.scaledLinear(1000, 0.0001, 0.02).alphasCumprod());
            assertThatThrownBy(() -> scheduler.start(10)).isInstanceOf(BadCheckpoint.class);
            assertThat(((TrainingOnly) scheduler).fallback().start(10).steps()).isEqualTo(10);
        }
        // Without these nothing trains.
        assertThatThrownBy(() -> ofPipeline("TCDScheduler", ", 'prediction_type': 'flow_prediction'"))
                .hasMessageContaining("prediction_type");
        assertThatThrownBy(() -> ofPipeline("TCDScheduler", ", 'beta_schedule': 'sigmoid'"))
                .hasMessageContaining("beta_schedule");
    }

    @Test
    void trainsWithTheDefaultsOfTheClassThatItCannotDrawWith() throws IOException {
        float[] stable = NoiseSchedule.scaledLinear(1000, 0.00085, 0.012).alphasCumprod();
        assertThat(ofPipeline("LCMScheduler", "").schedule().alphasCumprod()).isEqualTo(stable);
        assertThat(ofPipeline("TCDScheduler", "").schedule().alphasCumprod()).isEqualTo(stable);
    }

    /** Even where the configuration is another's, or left over, and has betas. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "FlowMatchEulerDiscreteScheduler",
                "EDMEulerScheduler",
                "EDMDPMSolverMultistepScheduler",
                "CosineDPMSolverMultistepScheduler",
                "IPNDMScheduler",
                "ScoreSdeVeScheduler",
                "CMStochasticIterativeScheduler",
                "DDPMWuerstchenScheduler",
                "CogVideoXDDIMScheduler"
            })
    void trainsWithNoBetasThatTheSchedulerHasNot(String className) {
        for (String fields : List.of("", ", 'beta_schedule': 'scaled_linear', 'beta_end': 0.012")) {
            assertThatThrownBy(() -> ofPipeline(className, fields))
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessageContaining("model_index.json")
                    .hasMessageContaining("\"" + className + "\", whose noise is not known here; known are DDIM");
        }
    }

    @Test
    void trainsWithNoTimestepsWhereTheModelIsAskedByNoiseLevels() throws IOException {
        assertThatThrownBy(() -> ofPipeline(
                        "EulerDiscreteScheduler", ", 'timestep_type': 'continuous', 'prediction_type': 'v_prediction'"))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("scheduler_config.json")
                .hasMessageContaining("timestep_type is \"continuous\"");
        // Another class has no such field.
        ofPipeline("DDIMScheduler", ", 'timestep_type': 'continuous'");
    }

    @Test
    void refusesAnotherClassAndListsTheKnownOnes() {
        assertThatThrownBy(() -> read("TCDScheduler", ""))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining(
                        "_class_name is the string \"TCDScheduler\", which draws no images here; known are "
                                + "DDIMScheduler, DDPMScheduler, DEISMultistepScheduler, DPMSolverMultistepScheduler, "
                                + "DPMSolverSinglestepScheduler, EulerAncestralDiscreteScheduler, EulerDiscreteScheduler, "
                                + "HeunDiscreteScheduler, LMSDiscreteScheduler, PNDMScheduler, UniPCMultistepScheduler");
    }

    @Test
    void refusesToBeginAtNothingButNoiseByFileAndFields() throws IOException {
        for (String className : List.of("DDIMScheduler", "DDPMScheduler")) {
            Scheduler scheduler = read(className, ", 'rescale_betas_zero_snr': true, 'timestep_spacing': 'trailing'");
            assertThatThrownBy(() -> scheduler.start(10))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("time step 999 is nothing but noise (rescale_betas_zero_snr), from"
                            + " which a model that predicts the noise (prediction_type epsilon) cannot begin");
        }
    }

    @Test
    void refusesAFileWithoutAClassAndAFolderWithoutTheFile() throws IOException {
        assertThatThrownBy(() -> Scheduler.read(folder))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("scheduler_config.json: cannot be read: not found");
        Files.writeString(folder.resolve("scheduler_config.json"), "{}");
        assertThatThrownBy(() -> Scheduler.read(folder))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("_class_name is missing");
    }
}
