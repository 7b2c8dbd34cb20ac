package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.dnnl.memory;

/**
 * Convolution weights as oneDNN's primitives want them. Those of weights that lie in a file, which never change, are kept up to
 * a limit; others are packed for each call, into one block. Once packed, a file's own layout need not stay resident.
 */
final class PackedWeights implements AutoCloseable {
    private final long most;
    private final Pool pool = new Pool();
    private final OneBlock block = new OneBlock();
    /** By the address of the weights, which stays theirs until they are released. */
    private final Map<Long, List<Packed>> kept = new HashMap<>();

    private long bytes;

    private record Packed(memory.desc layout, Tensor values) {}

    /** @param most bytes that are kept */
    PackedWeights(long most) {
        this.most = most;
    }

    /** Bytes that are kept. */
    long bytes() {
        return bytes;
    }

    /**
     * The weights in a layout, to be closed after use.
     *
     * @param pack fills it
     */
    Factor of(Tensor weight, memory.desc layout, Consumer<Tensor> pack) {
        List<Packed> layouts = kept.getOrDefault(weight.address(), List.of());
        for (Packed each : layouts) {
            if (each.layout().equals(layout)) return new Factor(each.values(), false);
        }
        boolean keeps = weight.isReadOnly() && bytes + layout.get_size() <= most;
        Tensor packed = keeps ? pool.draw(OneBlock.floats(layout.get_size())) : block.draw(layout.get_size());
        try {
            pack.accept(packed);
        } catch (RuntimeException | Error e) {
            packed.close();
            throw e;
        }
        if (keeps) keep(weight, layout, packed);
        weight.unload();
        return new Factor(packed, !keeps);
    }

    /** Memory for weights or gradients of this layout, one at a time. */
    Tensor scratch(memory.desc layout) {
        return block.draw(layout.get_size());
    }

    private void keep(Tensor weight, memory.desc layout, Tensor packed) {
        long address = weight.address();
        bytes += layout.get_size();
        kept.computeIfAbsent(address, first -> {
                    weight.whenReleased(() -> drop(address));
                    return new ArrayList<>();
                })
                .add(new Packed(layout, packed));
    }

    private void drop(long address) {
        List<Packed> layouts = kept.remove(address);
        if (layouts == null) return; // closed before the weights were
        for (Packed each : layouts) {
            bytes -= each.layout().get_size();
            each.values().close();
        }
        pool.trim();
    }

    @Override
    public void close() {
        List.copyOf(kept.keySet()).forEach(this::drop);
        pool.close();
        block.close();
    }

    /** Memory for one tensor at a time, as large as the largest so far: blocks of all sizes would add up. */
    static final class OneBlock implements AutoCloseable {
        private final Pool pool = new Pool();
        private long largest;

        Tensor draw(long bytes) {
            if (bytes > largest) pool.trim();
            long most = Math.max(bytes, largest);
            Tensor block = pool.draw(floats(most));
            largest = most;
            return block;
        }

        private static Shape floats(long bytes) {
            return Shape.of(Math.toIntExact((bytes + Float.BYTES - 1) / Float.BYTES));
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
