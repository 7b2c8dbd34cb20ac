package io.github.fttp.core.verify;

import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.Optimizer;
import java.util.List;
import java.util.Set;

/** The optimiser that a case names, with PyTorch's fields. */
public final class OptimizerSpec {
    /** PyTorch's fields; the last three change no result. */
    private static final Set<String> FIELDS =
            Set.of("name", "lr", "betas", "eps", "weight_decay", "foreach", "fused", "capturable");

    private OptimizerSpec() {}

    /** @throws io.github.fttp.core.io.InputException naming a field that is missing, or on and not known here */
    public static Optimizer of(Json spec) {
        List<Json> betas = spec.field("betas").items();
        if (betas.size() != 2) throw spec.field("betas").refuse("has " + betas.size() + " values, expected 2");
        double rate = spec.field("lr").number();
        double beta1 = betas.get(0).number();
        double beta2 = betas.get(1).number();
        double epsilon = spec.field("eps").number();
        double decay = spec.field("weight_decay").number();
        String name = spec.field("name").text();
        ConfigFields.of(spec).refuseOthers(FIELDS);
        return switch (name) {
            case "AdamW" -> new AdamW(rate, beta1, beta2, epsilon, decay);
            case "Adam" -> new Adam(rate, beta1, beta2, epsilon, decay);
            default ->
                throw spec.field("name").refuse("is " + spec.field("name").found() + ", known are Adam, AdamW");
        };
    }
}
