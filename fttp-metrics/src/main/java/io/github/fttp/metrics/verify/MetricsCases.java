package io.github.fttp.metrics.verify;

import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.CaseProvider;
import java.util.Map;

/** The kinds of cases of metrics: values from given features, texts and losses, and a whole CLIP with its scores. */
public final class MetricsCases implements CaseProvider {
    @Override
    public Map<String, CaseKind> kinds() {
        return Map.of("metrics", new MetricsCase(), "clip", new ClipCase());
    }
}
