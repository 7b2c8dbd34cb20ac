package io.github.fttp.diffusion.verify;

import io.github.fttp.core.clip.ClipTextModel;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.scheduler.Noise;
import io.github.fttp.diffusion.scheduler.Sampling;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.Framing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A whole pipeline: ids and states of the prompts, latents after each step, the image; of an SDXL also the pooled texts, and
 * the same without a negative prompt.
 */
final class SdPipelineCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        try (StableDiffusionFolder opened = StableDiffusionFolder.open(folder);
                LoadedPipeline model = opened.load(engine)) {
            new Run(golden, spec, withEta(spec, model), how(golden, spec, opened)).check(out);
            golden.compare(out);
        }
    }

    private static LoadedPipeline withEta(Json spec, LoadedPipeline model) {
        return new LoadedPipeline(
                model.engine(),
                model.unet(),
                model.vae(),
                model.textEncoders(),
                model.tokenizers(),
                SchedulerCase.withEta(spec, model.scheduler()));
    }

    private static TextToImage how(GoldenCase golden, Json spec, StableDiffusionFolder opened) {
        Shape latents = golden.shape("in.latents");
        int vaeScaleFactor = opened.vaeConfig().vaeScaleFactor();
        int height = latents.dim(2) * vaeScaleFactor;
        int width = latents.dim(3) * vaeScaleFactor;
        TextToImage how = TextToImage.of(opened, height, width)
                .steps(spec.field("num_inference_steps").count(1))
                .guidance(spec.field("guidance_scale").number())
                .framing(framing(spec, "", height, width));
        // The reference takes the negative side's framing where both of its sizes are given.
        boolean own = given(spec, "negative_original_size") && given(spec, "negative_target_size");
        return own ? how.negativeFraming(framing(spec, "negative_", height, width)) : how;
    }

    private static boolean given(Json spec, String field) {
        return spec.optional(field).isPresent();
    }

    private static Framing framing(Json spec, String prefix, int height, int width) {
        int[] original = pair(spec, prefix + "original_size", height, width);
        int[] crop = pair(spec, prefix + "crops_coords_top_left", 0, 0);
        int[] target = pair(spec, prefix + "target_size", height, width);
        return new Framing(original[0], original[1], crop[0], crop[1], target[0], target[1]);
    }

    private static int[] pair(Json spec, String field, int... otherwise) {
        return spec.optional(field)
                .map(pair ->
                        pair.items().stream().mapToInt(each -> each.count(0)).toArray())
                .orElse(otherwise);
    }

    private record Run(GoldenCase golden, Json spec, LoadedPipeline model, TextToImage how) {
        void check(Comparisons out) {
            List<String> prompts =
                    spec.field("prompts").items().stream().map(Json::text).toList();
            List<String> second = spec.optional("prompts_2")
                    .map(each -> each.items().stream().map(Json::text).toList())
                    .orElse(prompts);
            List<int[][]> ids = ids("in.prompt_ids", prompts, second, out);
            for (int encoder = 0; encoder < ids.size(); encoder++) {
                ClipTextModel text = model.textEncoders().models().get(encoder);
                TextStates.note(golden, "out.text" + (encoder + 1) + ".", model.engine(), text, ids.get(encoder));
            }
            Conditioning texts = conditioning(ids, how.framing());
            golden.found("out.prompt_embeds", texts.states());
            texts.added().forEach((name, values) -> golden.found("out." + name, values));
            Conditioning none = how.negative(model, prompts.size());
            Optional<String> negative = spec.optional("negative_prompt").map(Json::text);
            List<String> negatives = Collections.nCopies(prompts.size(), negative.orElse(""));
            List<String> secondNegatives = spec.optional("negative_prompt_2")
                    .map(text -> Collections.nCopies(prompts.size(), text.text()))
                    .orElse(negatives);
            Conditioning given =
                    conditioning(ids("in.negative_ids", negatives, secondNegatives, out), how.negativeFraming());
            Conditioning away = negative.isPresent() ? given : none;
            golden.found("out.negative_embeds", away.states());
            away.added().forEach((name, values) -> {
                String key = "out.negative_" + name;
                if (golden.wants(key)) golden.found(key, values);
            });
            pooled("out.pooled", texts);
            pooled("out.negative_pooled", away);
            Sampling sampling = model.scheduler().start(how.steps());
            golden.found("out.init_noise_sigma", (float) sampling.initNoiseSigma());
            golden.found("out.timesteps", sampling.timesteps());
            images("out.", texts, away);
            if (golden.wants("out.none.")) images("out.none.", texts, none);
        }

        private void pooled(String key, Conditioning conditioning) {
            if (golden.wants(key)) golden.found(key, conditioning.added().get(Conditioning.TEXT_EMBEDS));
        }

        /** The case's ids where it has some, so that a tokenizer that is off shows there alone. */
        private List<int[][]> ids(String key, List<String> texts, List<String> second, Comparisons out) {
            List<int[][]> ids = new ArrayList<>(model.tokenizers().ids(texts, second));
            for (int encoder = 0; encoder < ids.size(); encoder++) {
                String name = encoder == 0 ? key : key + "_" + (encoder + 1);
                if (!golden.has(name)) continue;
                int[][] theirs = golden.matrix(name);
                golden.found(name, longs(ids.get(encoder)));
                // Older cases have them among the inputs alone.
                if (!golden.wanted(name).contains(name)) {
                    out.integers(name, longs(ids.get(encoder)), longs(theirs));
                }
                ids.set(encoder, theirs);
            }
            return ids;
        }

        private Conditioning conditioning(List<int[][]> ids, Framing framing) {
            return model.textEncoders().conditioning(model.engine(), ids, framing);
        }

        private static long[] longs(int[][] ids) {
            return Arrays.stream(ids)
                    .flatMapToInt(Arrays::stream)
                    .asLongStream()
                    .toArray();
        }

        private void images(String prefix, Conditioning texts, Conditioning none) {
            GivenNoise noise = new GivenNoise(golden);
            float[] end = how.latents(
                    model,
                    texts,
                    none,
                    golden.floats("in.latents"),
                    noise,
                    (step, of, state) -> {
                        noise.before(step);
                        if (step > 0) golden.found(prefix + "latents." + (step - 1), state);
                    },
                    AttentionProbe.none());
            golden.found(prefix + "image", model.decode(golden.shape("in.latents"), end));
        }
    }

    /** The noise of the step that a run is at, {@code in.variance_noise.STEP}. */
    private static final class GivenNoise implements Noise {
        private final GoldenCase golden;
        private int step;

        GivenNoise(GoldenCase golden) {
            this.golden = golden;
        }

        void before(int next) {
            step = next;
        }

        @Override
        public float[] draw(int size) {
            String key = "in.variance_noise." + step;
            if (golden.has(key)) return golden.floats(key);
            throw new IllegalStateException("the case holds no " + key);
        }
    }
}
