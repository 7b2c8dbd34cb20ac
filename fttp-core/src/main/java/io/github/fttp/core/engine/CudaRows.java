package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Rows named by number, own kernels for GPUs. */
final class CudaRows implements RowKernels {
    private final GpuLaunch launch;
    private final GpuUploads uploads;

    CudaRows(GpuLaunch launch, GpuUploads uploads) {
        this.launch = launch;
        this.uploads = uploads;
    }

    @Override
    public void gatherRows(Tensor table, int[] rows, Tensor y) {
        int width = table.shape().dim(-1);
        long n = (long) rows.length * width;
        launch.of("gather_rows")
                .with(table)
                .with(table.type().ordinal())
                .with(uploads.put(rows))
                .with(y)
                .with(n)
                .with(width)
                .each(n);
    }

    @Override
    public void scatterRows(Tensor x, int[] rows, Tensor y) {
        int width = y.shape().dim(-1);
        long n = (long) rows.length * width;
        launch.of("scatter_rows")
                .with(x)
                .with(uploads.put(rows))
                .with(y)
                .with(n)
                .with(width)
                .each(n);
    }

    /** Rows of one target are added up by the same thread, in their order: no two threads write to one place. */
    @Override
    public void scatterRowsAdd(Tensor x, int[] rows, Tensor y) {
        Map<Integer, IntStream.Builder> sources = new TreeMap<>();
        for (int i = 0; i < rows.length; i++) {
            sources.computeIfAbsent(rows[i], row -> IntStream.builder()).add(i);
        }
        int[] targets = new int[sources.size()];
        int[] starts = new int[targets.length + 1];
        int[] ordered = new int[rows.length];
        int t = 0;
        int at = 0;
        for (var entry : sources.entrySet()) {
            targets[t] = entry.getKey();
            for (int source : entry.getValue().build().toArray()) ordered[at++] = source;
            starts[++t] = at;
        }
        int width = y.shape().dim(-1);
        long n = (long) targets.length * width;
        launch.of("scatter_rows_add")
                .with(x)
                .with(uploads.put(targets))
                .with(uploads.put(starts))
                .with(uploads.put(ordered))
                .with(y)
                .with(n)
                .with(width)
                .each(n);
    }

    @Override
    public void patches(Tensor x, int size, Tensor y) {
        long n = y.shape().size();
        launch.of("patches")
                .with(x, y)
                .with(n)
                .with(x.shape().dim(1))
                .with(x.shape().dim(2))
                .with(x.shape().dim(3))
                .with(size)
                .each(n);
    }
}
