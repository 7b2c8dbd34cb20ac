package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A program for a process that finds pretended CUDA libraries: computes by them and by the emulated GPU, and compares. */
final class PretendedRun {
    private PretendedRun() {}

    public static void main(String[] arguments) {
        for (Precision precision : Precision.values()) {
            List<float[]> found;
            try (Engine engine = Engines.named("cuda", precision)) {
                found = results(engine);
                found.addAll(attention(engine));
                System.out.println(engine.device());
            } catch (UnusableGpu e) {
                System.out.println("refused: " + e.getMessage());
                return;
            }
            List<float[]> expected;
            int attended;
            try (Engine engine = new CudaEngine(new EmulatedGpu(1024, false), precision, false, false)) {
                expected = results(engine);
                attended = expected.size();
                expected.addAll(attention(engine));
            }
            try (Engine engine = new CudaEngine(new NvidiaGpu(), precision, true, false)) {
                found.addAll(attention(engine));
            }
            try (Engine engine = new CudaEngine(new EmulatedGpu(1024, false), precision, true, false)) {
                expected.addAll(attention(engine));
            }
            try (CudaEngine engine = new CudaEngine(new NvidiaGpu(), precision, false, true)) {
                for (int i = 0; i < 4; i++) {
                    found.addAll(attention(engine));
                    expected.addAll(expected.subList(attended, attended + 3));
                }
                System.out.println(engine.work().graphs() + " graphs");
            }
            for (int i = 0; i < expected.size(); i++) {
                if (!Arrays.equals(expected.get(i), found.get(i))) {
                    System.out.println(precision + ": result " + i + " differs");
                    return;
                }
            }
        }
        System.out.println("the same bits");
        try (Gpu gpu = new NvidiaGpu()) {
            gpu.graph(() -> gpu.allocate(256));
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
    }

    private static List<float[]> results(Engine engine) {
        List<float[]> results = new ArrayList<>();
        try (Scratch scratch = new Scratch(engine)) {
            for (DType type : List.of(DType.FLOAT32, DType.BFLOAT16)) {
                Tensor weight = scratch.normal(type, 48, 32);
                Tensor x = scratch.normal(DType.FLOAT32, 2, 33, 32);
                Tensor bias = scratch.normal(DType.FLOAT32, 48);
                Tensor y = scratch.normal(DType.FLOAT32, 2, 33, 48);
                engine.affine(x, weight.transposed(), bias, y);
                results.add(y.toArray());
                engine.matmul(y, weight, x, Write.ADD);
                results.add(x.toArray());
                // Products of many matrices, from a transposed view into one.
                Tensor heads = y.reshape(2, 33, 4, 12).transposed(1, 2);
                Tensor scores = scratch.normal(DType.FLOAT32, 2, 4, 33, 33);
                engine.matmul(heads, heads.transposed(), scores, Write.SET);
                results.add(scores.toArray());
            }
            results.addAll(attention(engine));
            Tensor dq = scratch.normal(DType.FLOAT32, 2, 33, 4, 8);
            Tensor dk = scratch.normal(DType.FLOAT32, 2, 33, 2, 8);
            Tensor dv = scratch.normal(DType.FLOAT32, 2, 33, 2, 8);
            results.add(new float[] {(float) engine.sumOfSquares(dq)});
            try (SquareSum squares = engine.squareSum()) {
                for (Tensor each : List.of(dq, dk, dv)) squares.add(each);
                engine.scale(2, dq, dq, Write.SET); // after its squares were asked for
                results.add(new float[] {(float) squares.sum()});
            }
            // More than goes through pinned memory at a time, one way, the other way and by small arrays.
            Tensor large = scratch.normal(DType.FLOAT32, 21, 1 << 17);
            engine.scale(0.5f, large, large, Write.SET);
            results.add(large.toArray());
            Tensor table = scratch.normal(DType.FLOAT32, 7, 1);
            Tensor rows = scratch.normal(DType.FLOAT32, 1 << 16, 1);
            Tensor sum = scratch.normal(DType.FLOAT32, 1 << 16, 1);
            int[] which = new int[1 << 16];
            for (int step = 0; step < 80; step++) {
                for (int i = 0; i < which.length; i++) which[i] = (i * 5 + step) % 7;
                engine.gatherRows(table, which, rows);
                engine.add(sum, rows, sum);
            }
            results.add(sum.toArray());
        }
        return results;
    }

    private static List<float[]> attention(Engine engine) {
        List<float[]> results = new ArrayList<>();
        try (Scratch scratch = new Scratch(engine)) {
            Tensor q = scratch.normal(DType.FLOAT32, 2, 33, 4, 8);
            Tensor k = scratch.normal(DType.FLOAT32, 2, 33, 2, 8);
            Tensor v = scratch.normal(DType.FLOAT32, 2, 33, 2, 8);
            Tensor dq = scratch.normal(DType.FLOAT32, 2, 33, 4, 8);
            Tensor dk = scratch.normal(DType.FLOAT32, 2, 33, 2, 8);
            Tensor dv = scratch.normal(DType.FLOAT32, 2, 33, 2, 8);
            boolean[][] keys = new boolean[2][33];
            for (int i = 5; i < 33; i++) keys[0][i] = keys[1][i - 5] = true;
            AttentionMask mask = new AttentionMask(true, 0, keys);
            engine.attentionBackward(q, q, k, v, mask, 0.4f, dq, dk, dv);
            for (Tensor each : List.of(dq, dk, dv)) results.add(each.toArray());
        }
        return results;
    }

    /** Random tensors, given back together. */
    private static final class Scratch implements AutoCloseable {
        private final Engine engine;
        private final SplittableRandom random = new SplittableRandom(11);
        private final List<Tensor> drawn = new ArrayList<>();

        Scratch(Engine engine) {
            this.engine = engine;
        }

        Tensor normal(DType type, int... dims) {
            Tensor tensor = engine.pool().draw(Shape.of(dims), type);
            drawn.add(tensor);
            float[] values = new float[(int) tensor.shape().size()];
            for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
            return tensor.set(values);
        }

        @Override
        public void close() {
            drawn.forEach(Tensor::close);
        }
    }
}
