package io.github.fttp.metrics.report;

import io.github.fttp.metrics.statistics.Interval;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Knowledge of a concept that is left where another one was forgotten.
 *
 * @param forgotten that one
 * @param other the name of the concept itself
 * @param likeness of the two by several measures, the more the likelier
 * @param loss share of its knowledge that is gone; below 0 where there is more of it, NaN where there was none before
 */
public record CollateralLoss(String forgotten, String other, Map<String, Double> likeness, Interval loss) {
    /** Ranks the largest loss first, what is not known last. */
    public static final Comparator<CollateralLoss> RANKING = Comparator.comparing(CollateralLoss::isKnown)
            .thenComparingDouble(each -> each.loss().value())
            .reversed();

    public CollateralLoss {
        likeness = Collections.unmodifiableMap(new LinkedHashMap<>(likeness));
    }

    boolean isKnown() {
        return Double.isFinite(loss.value());
    }

    /** The fields of it in a JSON file. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("other", other);
        json.put("lost", loss.value());
        json.put("low", loss.low());
        json.put("high", loss.high());
        json.put("samples", loss.samples());
        json.put("likeness", likeness);
        return json;
    }
}
