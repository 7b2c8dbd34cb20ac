package io.github.fttp.diffusion.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.clip.HiddenLayer;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.scheduler.Noise;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.diffusion.unet.Conditioning;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** A whole pipeline: ids and states of the prompts, latents after each step, the image. */
final class SdPipelineCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        try (StableDiffusionFolder opened = StableDiffusionFolder.open(folder);
                LoadedPipeline model = opened.load(engine)) {
            List<String> prompts =
                    spec.field("prompts").items().stream().map(Json::text).toList();
            String negative = spec.optional("negative_prompt").map(Json::text).orElse("");
            List<String> negatives = Collections.nCopies(prompts.size(), negative);
            ids(golden, model, "in.prompt_ids", prompts, out);
            ids(golden, model, "in.negative_ids", negatives, out);
            Conditioning texts = states(golden, model, "in.prompt_ids", prompts);
            Conditioning none = states(golden, model, "in.negative_ids", negatives);
            golden.found("out.prompt_embeds", texts.states());
            golden.found("out.negative_embeds", none.states());
            images(golden, spec, opened, model, texts, none);
            golden.compare(out);
        }
    }

    private static void ids(GoldenCase golden, LoadedPipeline model, String key, List<String> texts, Comparisons out) {
        if (!golden.has(key)) return;
        int[][] theirs = golden.matrix(key);
        for (int i = 0; i < texts.size(); i++) {
            out.integers(
                    key + "." + i, longs(model.tokenizer().encode(texts.get(i)).ids()), longs(theirs[i]));
        }
    }

    private static long[] longs(int... ids) {
        long[] longs = new long[ids.length];
        for (int i = 0; i < ids.length; i++) longs[i] = ids[i];
        return longs;
    }

    /** From the case's ids where it has some, so that a tokenizer that is off shows there alone. */
    private static Conditioning states(GoldenCase golden, LoadedPipeline model, String key, List<String> texts) {
        if (!golden.has(key)) return model.conditioning(texts);
        int[][] ids = golden.matrix(key);
        try (Tensor states =
                Tape.detached(model.engine(), tape -> model.textEncoder().forward(tape, ids, HiddenLayer.last()))) {
            return Conditioning.of(states.shape(), states.toArray());
        }
    }

    private static void images(
            GoldenCase golden,
            Json spec,
            StableDiffusionFolder opened,
            LoadedPipeline model,
            Conditioning texts,
            Conditioning none) {
        Shape latents = golden.shape("in.latents");
        int vaeScaleFactor = opened.vaeConfig().vaeScaleFactor();
        int steps = spec.field("num_inference_steps").count(1);
        TextToImage how = TextToImage.of(latents.dim(2) * vaeScaleFactor, latents.dim(3) * vaeScaleFactor)
                .steps(steps)
                .guidance(spec.field("guidance_scale").number());
        Noise never = size -> {
            throw new IllegalStateException("the case holds no noise for the scheduler's steps");
        };
        float[] end = how.latents(
                model,
                texts,
                none,
                golden.floats("in.latents"),
                never,
                (step, of, state) -> {
                    if (step > 0) golden.found("out.latents." + (step - 1), state);
                },
                AttentionProbe.none());
        golden.found("out.timesteps", opened.scheduler().start(steps).timesteps());
        golden.found("out.image", model.decode(latents, end));
    }
}
