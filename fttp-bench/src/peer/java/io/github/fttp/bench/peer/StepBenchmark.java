package io.github.fttp.bench.peer;

import io.github.fttp.bench.BenchModel;
import io.github.fttp.bench.LlavaStep;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.llava.SampleWithImages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A whole FTTP LoRA step of the small LLaVA: images encoded, forward, split loss, backward, AdamW on the adapters. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 8, time = 3)
@Fork(1)
public class StepBenchmark {
    private static final BenchModel MODEL = BenchModel.LLAVA_SMALL;

    private Engine engine;
    private LlavaStep ours;
    private TorchLlava theirs;
    private org.bytedeco.pytorch.Tensor pixels;
    private org.bytedeco.pytorch.Tensor ids;
    private org.bytedeco.pytorch.Tensor labels;
    private org.bytedeco.pytorch.Tensor signs;

    @Setup
    public void draw() {
        engine = new OneDnnEngine();
        Torch.restoreThreads();
        ours = new LlavaStep(MODEL, engine, Weights.random(engine.pool(), 0));
        Map<String, Tensor> weights = new HashMap<>();
        for (Parameter each : ours.model().parameters()) weights.put(each.name(), each.value());
        Map<String, Tensor> adapter = new HashMap<>();
        for (Parameter each : ours.adapter().parameters()) adapter.put(each.name(), each.value());
        theirs = TorchLlava.of(MODEL, weights, adapter);
        List<SampleWithImages> samples = ours.samples();
        pixels = TorchBatch.pixels(samples, MODEL.config().vision());
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

    @TearDown
    public void release() {
        ours.close();
        engine.close();
    }
}
