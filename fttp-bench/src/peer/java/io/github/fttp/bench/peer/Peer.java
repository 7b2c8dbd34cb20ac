package io.github.fttp.bench.peer;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A computation on libtorch, forward and backward from a gradient of its result that is given.
 *
 * @param leaves that want gradients
 */
record Peer(Collection<Tensor> leaves, Tensor given, Supplier<Tensor> forward) {
    static Peer of(Tensor given, Supplier<Tensor> forward, Tensor... leaves) {
        return new Peer(List.of(leaves), given, forward);
    }

    /** The result, without a memory of how. */
    Tensor output() {
        return forward.get().detach();
    }

    /** Forward and backward. */
    Object run() {
        try (PointerScope scope = new PointerScope()) {
            leaves.forEach(Torch::forget);
            Torch.backward(forward.get(), given);
            return scope;
        }
    }
}
