package io.github.fttp.bench;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.CudaEngine;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.engine.GpuWork;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.train.Memory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Times whole steps, to be compared with other programs. */
@Command(
        name = "step",
        description = "Times FTTP steps: the least and the median, and the most memory resident.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {"", "Example:", "  fttp-bench step llava-small --steps 20"})
final class StepCommand implements Runnable {
    @Parameters(
            paramLabel = "MODEL",
            description = "${COMPLETION-CANDIDATES}",
            converter = StepModel.Names.class,
            completionCandidates = StepModel.Names.class)
    StepModel model;

    @Option(names = "--steps", paramLabel = "N", description = "Steps to time (otherwise enough of the model).")
    Integer steps;

    @Option(
            names = "--bf16",
            description = "Frozen weights are bfloat16, and what they are multiplied by is rounded to it.")
    boolean bf16;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "onednn",
            description = "What computes: onednn, nd4j or cuda (default: ${DEFAULT-VALUE}).")
    String engineName;

    @Option(names = "--tf32", description = "On a GPU, float32 factors are rounded to 10 fraction bits in products.")
    boolean tf32;

    @Option(
            names = "--f16",
            description = "Frozen weights are float16, as most checkpoints have them; products are exact.")
    boolean f16;

    @Option(names = "--warmup", paramLabel = "N", description = "Steps before them (otherwise enough of the model).")
    Integer warmup;

    @Option(names = "--batch", paramLabel = "N", description = "Samples of a batch (otherwise the model's own).")
    Integer batch;

    @Option(names = "--layers", paramLabel = "N", description = "Decoder layers (otherwise the model's own).")
    Integer layers;

    @Option(
            names = "--checkpointing",
            description = "Compute layers again on the way back even where there is memory to keep what they computed.")
    boolean checkpointing;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description =
                    "Keeps the random weights of a large model here, gigabytes, and reads them again the next time (otherwise a"
                            + " temporary file, deleted at the end).")
    Path weights;

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        if (steps != null) Check.atLeast(1, steps, "--steps");
        if (warmup != null) Check.atLeast(1, warmup, "--warmup");
        if (batch != null) Check.atLeast(1, batch, "--batch");
        if (layers != null) {
            Check.atLeast(1, layers, "--layers");
            model = model.layers(layers);
        }
        if (weights != null && !model.isMapped()) {
            throw new IllegalArgumentException(
                    "--weights has no effect with " + model + ", whose weights fit in memory");
        }
        if (bf16 && f16) throw new IllegalArgumentException("--bf16 and --f16 exclude each other");
        // Asked even where float16 is wanted: a model of which everything trains has no frozen weights.
        DType type = model.frozen(bf16 || f16);
        if (f16) type = DType.FLOAT16;

        try (Engine engine = Engines.named(engineName, precision())) {
            boolean onGpu = engine.pool().device().isPresent();
            Memory.require(engine.pool(), model.needs(onGpu), "a step of " + model);
            // Drawing billions of normal numbers takes longer than the steps.
            if (!model.isMapped() && !(onGpu && model.isLarge())) {
                time(engine, new RandomWeights(engine.pool(), 0, 0.02, type), type);
                return;
            }
            try (MappedRandomWeights mapped = weights == null
                    ? MappedRandomWeights.temporary(engine.pool(), type)
                    : MappedRandomWeights.in(weights, engine.pool(), type)) {
                time(engine, mapped, type);
            }
        }
    }

    private Precision precision() {
        if (bf16 && tf32) throw new IllegalArgumentException("--bf16 and --tf32 exclude each other");
        if (bf16) return Precision.BFLOAT16;
        return tf32 ? Precision.TF32 : Precision.EXACT;
    }

    private void time(Engine engine, Weights initial, DType frozen) {
        int count = steps == null ? model.steps() : steps;
        int before = warmup == null ? model.warmup() : warmup;
        int samples = batch == null ? model.batch() : batch;
        double[] milliseconds = new double[count];
        Pool pool = engine.pool();
        float first;
        float last = 0;
        long misses;
        GpuWork work;
        boolean again =
                checkpointing || !Memory.has(pool, model.needs(pool.device().isPresent()) + model.keeps(samples));
        try (StepModel.TimedStep step = model.step(engine, initial, samples, again)) {
            first = step.run();
            for (int i = 1; i < before; i++) step.run();
            misses = pool.misses();
            work = work(engine);
            for (int i = 0; i < count; i++) {
                long begun = System.nanoTime();
                last = step.run();
                milliseconds[i] = (System.nanoTime() - begun) * 1e-6;
            }
            misses = pool.misses() - misses;
            work = work(engine).since(work);
        }
        Arrays.sort(milliseconds);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s, %s, %s, %s, %s on %d threads%n",
                model,
                "frozen weights " + frozen + (bf16 ? ", activations rounded" : tf32 ? ", TF32 products" : ""),
                model.contents(samples),
                again ? "layers computed again" : "all kept",
                engineName,
                Threads.count());
        out.printf(
                Locale.ROOT,
                "%d steps: minimum %.1f ms, median %.1f ms, loss %.4f to %.4f%n",
                count,
                milliseconds[0],
                milliseconds[count / 2],
                first,
                last);
        out.printf(
                Locale.ROOT,
                "peak resident %.2f GiB, lent by the engine %.2f GiB, fresh buffers after %d warm-up steps: %d%n",
                Memory.peakResident() / 0x1p30,
                pool.peakBytes() / 0x1p30,
                before,
                misses);
        if (pool.device().isPresent()) {
            out.printf(
                    Locale.ROOT,
                    "held on %s %.2f GiB; per step %d kernels, %d products, %d moves, %d sends, %d waits, %d graphs%n",
                    pool.device().get().name(),
                    pool.heldBytes() / 0x1p30,
                    work.kernels() / count,
                    work.products() / count,
                    work.moves() / count,
                    work.sends() / count,
                    work.waits() / count,
                    work.graphs() / count);
        }
        out.flush();
    }

    private static GpuWork work(Engine engine) {
        return engine instanceof CudaEngine gpu ? gpu.work() : new GpuWork(0, 0, 0, 0, 0, 0);
    }
}
