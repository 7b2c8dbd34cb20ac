package io.github.fttp.bench.peer;

import io.github.fttp.bench.BenchModel;
import io.github.fttp.bench.LlavaStep;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llava.LlavaModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Warmup;

/** A whole FTTP LoRA step of the small LLaVA: images encoded, forward, split loss, backward, AdamW on the adapters. */
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 8, time = 3)
public class StepBenchmark extends PeerBenchmark {
    private static final BenchModel MODEL = BenchModel.LLAVA_SMALL;

    private LlavaStep ours;
    private TorchLlava theirs;
    private org.bytedeco.pytorch.Tensor pixels;
    private org.bytedeco.pytorch.Tensor ids;
    private org.bytedeco.pytorch.Tensor labels;
    private org.bytedeco.pytorch.Tensor signs;

    @Override
    void prepare() {
        ours = hold(new LlavaStep(MODEL, engine(), Weights.random(engine().pool(), 0)));
        Map<String, Tensor> weights = new HashMap<>();
        for (Parameter each : ours.model().parameters()) weights.put(each.name(), each.value());
        Map<String, Tensor> adapter = new HashMap<>();
        for (Parameter each : ours.adapter().parameters()) adapter.put(each.name(), each.value());
        LlavaConfig config = ((LlavaModel) ours.model()).config();
        theirs = TorchLlava.of(config, MODEL.words(), weights, adapter);
        List<SampleWithImages> samples = ours.samples();
        pixels = TorchBatch.pixels(samples, config.vision());
        ids = TorchBatch.ids(samples);
        labels = TorchBatch.labels(samples);
        signs = TorchBatch.signs(samples, LlavaStep.METHOD);
        // The second and the third loss hold gradients and AdamW to it as well.
        for (int step = 1; step <= 3; step++) {
            Agreement.require("the loss of step " + step, ours.run(), theirs.step(pixels, ids, labels, signs), 2e-5);
        }
    }

    @Benchmark
    public float ours() {
        return ours.run();
    }

    @Benchmark
    public float libtorch() {
        return theirs.step(pixels, ids, labels, signs);
    }
}
