package consumer;

import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.MethodProvider;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Setting;
import io.github.fttp.core.method.WeightedMethod;
import java.util.List;

/**
 * Ascent that fades as the concept is forgotten: {@code w = -alpha m p + (1 - m)}.
 *
 * @param alpha pull away from the concept, at least 0
 */
public record Fading(float alpha) implements WeightedMethod {
    private static final Setting<Float> ALPHA =
            Setting.atLeast(0, "alpha", "pull away from the concept").standard(1f, "ours");

    public static final MethodEntry<Fading> ENTRY = new MethodEntry<>(
            "fading",
            "Ascent that fades as the concept is forgotten.",
            "this file",
            Modality.ALL,
            List.of(ALPHA),
            values -> new Fading(values.get(ALPHA)));

    public Fading {
        ALPHA.check(alpha);
    }

    @Override
    public String name() {
        return "fading";
    }

    @Override
    public float weight(float concept, float probability) {
        return -alpha * concept * probability + (1 - concept);
    }

    /** Makes it known to everything on the same class path; named in {@code META-INF/services}. */
    public static final class Provider implements MethodProvider {
        @Override
        public List<MethodEntry<?>> methods() {
            return List.of(ENTRY);
        }
    }
}
