package io.github.fttp.bench;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.DType;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A model of which steps are timed, and what a step of it is. */
sealed interface StepModel permits BenchModel, BenchUnet {
    /** Steps before the ones that are timed: they draw the memory that the others find, and compile. */
    int warmup();

    /** Steps that are timed unless said otherwise. */
    int steps();

    /**
     * Takes fewer layers, where the model is too large for something that it is compared with.
     *
     * @throws IllegalArgumentException if its layers differ from each other
     */
    default StepModel layers(int count) {
        throw new IllegalArgumentException("--layers has no effect with " + this + ", whose layers differ");
    }

    /** Whether its weights lie in a file. */
    boolean isMapped();

    /** How its frozen weights are kept. */
    DType frozen(boolean bf16);

    /** Samples of a batch unless said otherwise. */
    int batch();

    /**
     * Bytes that must be there before a step is worth trying.
     *
     * @param onGpu whether all weights lie in a GPU's memory: of a mapped file, the computer may forget some for a while
     */
    long needs(boolean onGpu);

    /** Whether its weights are gigabytes. */
    boolean isLarge();

    /**
     * Bytes beside {@link #needs} that keeping what all layers compute for the way back takes; without them, layers are computed
     * again.
     */
    long keeps(int batch);

    /** Its batch and what trains, in a few words. */
    String contents(int batch);

    /**
     * A step of a batch of so many samples.
     *
     * @param engine stays the caller's
     * @param checkpointing whether layers are computed again on the way back
     */
    TimedStep step(Engine engine, Weights weights, int batch, boolean checkpointing);

    /** A step that may be repeated, always of the same batch. */
    interface TimedStep extends AutoCloseable {
        /** Makes a step and returns the loss before it. */
        float run();

        @Override
        void close();
    }

    /** All there are. */
    static List<StepModel> all() {
        return Stream.<StepModel>concat(BenchModel.ALL.stream(), Stream.of(BenchUnet.values()))
                .toList();
    }

    /** Their names, and the model of a name, for the command line. */
    final class Names implements ITypeConverter<StepModel>, Iterable<String> {
        @Override
        public StepModel convert(String name) {
            return all().stream()
                    .filter(model -> model.toString().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException("\"" + name + "\" is none of " + String.join(", ", this)));
        }

        @Override
        public Iterator<String> iterator() {
            return all().stream().map(StepModel::toString).iterator();
        }
    }
}
