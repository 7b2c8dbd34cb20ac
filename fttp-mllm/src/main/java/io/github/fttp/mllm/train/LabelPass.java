package io.github.fttp.mllm.train;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.method.TokenElements;
import io.github.fttp.core.nn.Module;
import io.github.fttp.mllm.data.MergedInputs;
import io.github.fttp.mllm.llama.LlamaModel;
import java.util.List;
import java.util.stream.IntStream;

/** A batch behind the decoder's blocks; logits are computed when they are asked for, of the labels alone. */
final class LabelPass implements TokenElements.Pass {
    private final Tape tape;
    private final LlamaModel model;
    private final MergedInputs inputs;
    private final LabelPlaces labels;
    private final Var last;
    private final List<Var> blocks;
    private Var logits;

    /**
     * @param last {@code [B, T, C]}, behind the last norm
     * @param blocks what each block gave, {@code [B, T, C]}
     */
    LabelPass(Tape tape, LlamaModel model, MergedInputs inputs, LabelPlaces labels, Var last, List<Var> blocks) {
        this.tape = tape;
        this.model = model;
        this.inputs = inputs;
        this.labels = labels;
        this.last = last;
        this.blocks = List.copyOf(blocks);
    }

    @Override
    public Tape tape() {
        return tape;
    }

    @Override
    public Var logits() {
        if (logits == null) logits = model.logits(tape, rows(tape, last, labels.before()));
        return logits;
    }

    @Override
    public int blocks() {
        return blocks.size();
    }

    @Override
    public Var states(int block) {
        return states(block, labels.own());
    }

    @Override
    public Var statesBefore(int block) {
        return states(block, labels.before());
    }

    private Var states(int block, int... rows) {
        if (block >= blocks.size()) {
            throw new IllegalArgumentException(
                    "block " + block + " was asked for, the model has " + blocks.size() + ", counted from 0");
        }
        return rows(tape, blocks.get(block), rows);
    }

    @Override
    public Module decoder() {
        return model;
    }

    @Override
    public int[] attendedRows() {
        return inputs.attendedRows();
    }

    @Override
    public List<int[]> imageRows() {
        return IntStream.range(0, inputs.ids().length)
                .mapToObj(inputs::imageRows)
                .toList();
    }

    /** Rows of {@code [B, T, C]}, counted over all samples. */
    static Var rows(Tape tape, Var states, int... rows) {
        return Rows.gather(
                tape, states.reshape(states.shape().rows(), states.shape().dim(-1)), rows);
    }
}
