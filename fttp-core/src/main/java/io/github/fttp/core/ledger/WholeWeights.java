package io.github.fttp.core.ledger;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Whole weights that deletions bring beside low-rank adapters, or in place of them. One that was trained on all deletions before
 * it brings the value that shall be; one that was trained on the bare base brings its difference from that: {@code W += W' - base}.
 */
public final class WholeWeights {
    private final Map<String, Parameter> bases = new HashMap<>();

    /** @param base the model that nothing was added to, for as long as this is used */
    public WholeWeights(Module base) {
        base.parameters().forEach(each -> bases.put(each.name(), each));
    }

    /**
     * Makes a parameter's value, which a deletion brought, that of all deletions so far.
     *
     * @param before the value that it had
     */
    public void add(Parameter parameter, Tensor before, Deletion deletion) {
        if (deletion.stacked()) return;
        float[] base = bases.get(parameter.name()).value().toArray();
        float[] sum = before.toArray();
        // Nothing changed it yet: what was brought is exact, a sum would round it.
        if (Arrays.equals(sum, base)) return;
        float[] brought = parameter.value().toArray();
        for (int i = 0; i < sum.length; i++) sum[i] += brought[i] - base[i];
        parameter.value().set(sum);
    }
}
