package io.github.fttp.mllm.compare;

import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.compare.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Methods for text with their sources' defaults; what differs says so.
 *
 * @param name as reports call it
 * @param method with its settings
 * @param grid settings that are tried
 */
record TextMethod(String name, MethodSpec method, List<Setting> grid) {
    /** No method makes more steps. */
    private static final int STEPS = 30;

    private static final double[] RATES = {6e-4, 7e-4, 8e-4, 1e-3, 2e-3};

    /** All of them, by name, in the order of the report. */
    static Map<String, TextMethod> all() {
        List<TextMethod> methods = List.of(
                of("FTTP, alpha 1", "fttp"),
                of("FTTP, alpha 0.3", "fttp:alpha=0.3"),
                // Above the authors' 0.3 to 1, without and with an ascent that ends at chance.
                of("FTTP, alpha 2", "fttp:alpha=2"),
                of("FTTP, bounded, alpha 2", "fttp-bounded:alpha=2"),
                of("FTTP, KL", "fttp-kl"),
                of("GA", "ga"),
                of("GradDiff", "graddiff"),
                of("GA+KL", "ga-kl"),
                of("IDK", "idk"),
                of("DPO", "dpo"),
                of("NPO", "npo"),
                of("SimNPO", "simnpo"),
                of("WGA", "wga"),
                of("SatImp", "satimp"),
                of("TIF", "tif"),
                // In the middle of the blocks; ten times the usual length of a state, as such small models need.
                of("RMU", "rmu:depth=0.5,length=20"),
                of("UNDIAL", "undial"),
                of("random label", "random-label"),
                of("task vector", "task-vector", Setting.scales(1e-3, STEPS, 1, 3, 6)));
        return methods.stream()
                .collect(Collectors.toMap(TextMethod::name, each -> each, (a, b) -> a, LinkedHashMap::new));
    }

    private static TextMethod of(String name, String method) {
        return of(name, method, Setting.rates(STEPS, RATES));
    }

    private static TextMethod of(String name, String method, List<Setting> grid) {
        return new TextMethod(name, Methods.parse(method, Modality.TEXT), grid);
    }
}
