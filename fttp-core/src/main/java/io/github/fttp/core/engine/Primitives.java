package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;

/**
 * oneDNN's primitives, made once a shape and kept: making one takes a hundred times as long as calling a small one. A
 * call only points its memories somewhere else.
 */
final class Primitives implements AutoCloseable {
    /** Enough for a model with many lengths; the one not used for longest goes first. */
    private static final int MOST = 4096;

    private final engine cpu = new engine(engine.kind.cpu, 0);
    private final stream queue = new stream(cpu);
    private final Address address = new Address();
    private final Map<Key, Prepared> made = new LinkedHashMap<>(256, 0.75f, true);
    private final int threads;

    /** @param threads that oneDNN may use, whichever thread calls */
    Primitives(int threads) {
        this.threads = threads;
    }

    /** The name of a primitive: its kind and all numbers that went into it. */
    record Key(String kind, long[] numbers) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && kind.equals(key.kind) && Arrays.equals(numbers, key.numbers);
        }

        @Override
        public int hashCode() {
            return 31 * kind.hashCode() + Arrays.hashCode(numbers);
        }
    }

    /** Makes a primitive that is not there yet. */
    @FunctionalInterface
    interface Maker {
        Prepared make(engine cpu);
    }

    /** The primitive for this key. */
    Prepared get(Key key, Maker maker) {
        OpenMp.govern(threads);
        Prepared prepared = made.get(key);
        if (prepared == null) {
            prepared = maker.make(cpu);
            made.put(key, prepared);
            if (made.size() > MOST) {
                var oldest = made.entrySet().iterator();
                oldest.next().getValue().close();
                oldest.remove();
            }
        }
        return prepared;
    }

    /** Says which two-byte types oneDNN has kernels for here. */
    NativeTypes nativeTypes() {
        return NativeTypes.of(cpu);
    }

    /** Which implementation oneDNN took for each that was run: one that says {@code ref} is hundreds of times slower. */
    List<String> implementations() {
        List<String> all = new ArrayList<>();
        made.forEach((key, prepared) -> {
            if (prepared.ran) all.add(key.kind() + Arrays.toString(key.numbers()) + " " + prepared.info);
        });
        return all;
    }

    @Override
    public void close() {
        made.values().forEach(Prepared::close);
        made.clear();
        queue.deallocate();
        cpu.deallocate();
    }

    /** A memory descriptor: sizes, strides and type. */
    static memory.desc desc(DType type, long[] dims, long[] strides) {
        return new memory.desc(dims, type(type), strides);
    }

    static memory.data_type type(DType type) {
        return switch (type) {
            case FLOAT32 -> memory.data_type.f32;
            case BFLOAT16 -> memory.data_type.bf16;
            case FLOAT16 -> memory.data_type.f16;
        };
    }

    /** The descriptor of a tensor as it lies. */
    static memory.desc desc(Tensor x) {
        long[] dims = new long[x.shape().rank()];
        long[] strides = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = x.shape().dim(i);
            strides[i] = x.stride(i);
        }
        return desc(x.type(), dims, strides);
    }

    /** The descriptor of a contiguous float32 matrix. */
    static memory.desc matrix(long rows, long columns) {
        return desc(DType.FLOAT32, new long[] {rows, columns}, new long[] {columns, 1});
    }

    /** A primitive with the memories it is called with. */
    final class Prepared implements AutoCloseable {
        private final primitive call;
        private final String info;
        private final memory.desc[] descs;
        private final memory[] memories;
        private final IntMemoryMap arguments = new IntMemoryMap();
        private boolean ran;

        /**
         * @param ids the argument each address of {@link #run} is, as {@code DNNL_ARG_...}
         * @param descs their descriptors
         */
        Prepared(primitive call, primitive_desc_base description, int[] ids, memory.desc... descs) {
            this.call = call;
            this.descs = descs;
            this.info = description.impl_info_str().getString();
            memories = new memory[ids.length];
            for (int i = 0; i < ids.length; i++) {
                memories[i] = new memory(descs[i], cpu, new Pointer((Pointer) null));
                arguments.put(ids[i], memories[i]);
            }
        }

        /** Whether it is the implementation that oneDNN takes where it has none for the processor. */
        boolean isReference() {
            return info.contains("ref");
        }

        /** How memory number {@code i} lies. */
        memory.desc desc(int i) {
            return descs[i];
        }

        /** Runs it on these addresses, in the order of the ids. */
        void run(long... addresses) {
            ran = true;
            for (int i = 0; i < memories.length; i++) memories[i].set_data_handle(address.at(addresses[i]));
            // The map holds copies of the handles, which share what was just set.
            call.execute(queue, arguments);
            queue._wait();
        }

        @Override
        public void close() {
            arguments.deallocate();
            for (memory each : memories) each.deallocate();
            call.deallocate();
        }
    }

    /** One pointer that is set to one address after the other. */
    private static final class Address extends Pointer {
        Address() {
            super((Pointer) null);
        }

        Address at(long value) {
            address = value;
            return this;
        }
    }
}
