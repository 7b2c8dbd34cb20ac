package io.github.fttp.examples.compare;

import io.github.fttp.core.method.BoundedFttp;
import io.github.fttp.core.method.Dpo;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GaKl;
import io.github.fttp.core.method.GradDiff;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.method.Idk;
import io.github.fttp.core.method.KlToBase;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Npo;
import io.github.fttp.core.method.RandomLabel;
import io.github.fttp.core.method.Rmu;
import io.github.fttp.core.method.SatImp;
import io.github.fttp.core.method.SimNpo;
import io.github.fttp.core.method.TaskVector;
import io.github.fttp.core.method.Tif;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.Undial;
import io.github.fttp.core.method.Wga;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * Methods for text with their sources' defaults; what differs says so.
 *
 * @param name as reports call it
 * @param byScale its loss, by the scale of a setting
 * @param grid settings that are tried
 */
record TextMethod(String name, DoubleFunction<TrainingMethod> byScale, List<Setting> grid) {
    /** No method makes more steps. */
    private static final int STEPS = 30;

    private static final double[] RATES = {6e-4, 7e-4, 8e-4, 1e-3, 2e-3};

    /** All of them, by name, in the order of the report. */
    static Map<String, TextMethod> all() {
        List<TextMethod> methods = List.of(
                of("FTTP, alpha 1", new Fttp(1, 1)),
                of("FTTP, alpha 0.3", new Fttp(0.3f, 1)),
                // Above the authors' 0.3 to 1, without and with an ascent that ends at chance.
                of("FTTP, alpha 2", new Fttp(2, 1)),
                of("FTTP, bounded, alpha 2", BoundedFttp.toChance(2, 1)),
                of("FTTP, KL", new KlToBase(1, 1)),
                of("GA", new GradientAscent()),
                of("GradDiff", new GradDiff(1, 1)),
                of("GA+KL", GaKl.ENTRY.standard(Modality.TEXT)),
                of("IDK", Idk.ENTRY.standard(Modality.TEXT)),
                of("DPO", Dpo.ENTRY.standard(Modality.TEXT)),
                of("NPO", Npo.ENTRY.standard(Modality.TEXT)),
                of("SimNPO", SimNpo.ENTRY.standard(Modality.TEXT)),
                of("WGA", Wga.ENTRY.standard(Modality.TEXT)),
                of("SatImp", SatImp.ENTRY.standard(Modality.TEXT)),
                of("TIF", Tif.ENTRY.standard(Modality.TEXT)),
                // In the middle, as the default for the 7B model's 32 blocks is not; twice the usual length of a state.
                of("RMU", new Rmu(1, 0.5f, 20, 1, 0)),
                of("UNDIAL", Undial.ENTRY.standard(Modality.TEXT)),
                of("random label", new RandomLabel()),
                new TextMethod(
                        "task vector",
                        scale -> new TaskVector((float) scale),
                        List.of(
                                new Setting(1e-3, STEPS, 1),
                                new Setting(1e-3, STEPS, 3),
                                new Setting(1e-3, STEPS, 6))));
        return methods.stream()
                .collect(Collectors.toMap(TextMethod::name, each -> each, (a, b) -> a, LinkedHashMap::new));
    }

    private static TextMethod of(String name, TrainingMethod method) {
        return new TextMethod(name, scale -> method, Setting.rates(STEPS, RATES));
    }

    /** Its loss, of the scale 1. */
    TrainingMethod method() {
        return byScale.apply(1);
    }
}
