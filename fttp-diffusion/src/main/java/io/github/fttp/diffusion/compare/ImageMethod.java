package io.github.fttp.diffusion.compare;

import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.diffusion.method.UNetMethod;
import io.github.fttp.diffusion.unet.UNetPart;
import io.github.fttp.metrics.compare.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Methods for images with their sources' defaults; what differs says so.
 *
 * @param name as reports call it
 * @param method with its settings
 * @param part of the U-Net that changes
 * @param data what it is given
 * @param grid settings that are tried
 */
record ImageMethod(String name, MethodSpec method, UNetPart part, Data data, List<Setting> grid) {
    /** No method makes more steps. */
    private static final int STEPS = 30;

    private static final double[] ALL_WEIGHTS = {3e-5, 1e-4, 3e-4, 1e-3};
    private static final double[] SOME_WEIGHTS = {5e-4, 1e-3, 2e-3, 5e-3};

    /** No unlearning: what any training on these images costs. */
    static final String FINE_TUNING = "fine-tuning";

    /** A low one, so that backgrounds are compared with those of careful training. */
    private static final double FINE_TUNING_RATE = 1e-4;

    /** What a method is given to train on. */
    enum Data {
        /** Images of the concept, masked by whoever drew them. */
        IMAGES,
        /** The same, masked where the base model looks at the name. */
        WORD_MASKS,
        /** Images of places without anybody, under prompts that name the concept. */
        ANCHORS,
        /** What the base model makes of the concept's prompt on its way. */
        OWN_SAMPLES,
        /** The text encoder's states alone, for a closed form. */
        STATES
    }

    /** All of them, by name, in the order of the report. */
    static Map<String, ImageMethod> all() {
        UNetPart words = UNetPart.WORD_KEYS_AND_VALUES;
        UNetPart attention = UNetPart.CROSS_ATTENTION;
        List<ImageMethod> methods = List.of(
                // The authors' strengths, which for a model of 860 million weights go together with a rate of 1e-5.
                of("FTTP", "fttp"),
                of("FTTP, xattn", "fttp", attention),
                // Weaker, on what pixels take from words alone: the others share all else with the concept.
                of("FTTP, words, alpha 8", "fttp:alpha=8", words),
                of("FTTP, words, bounded", "fttp-bounded:alpha=8", words),
                of("FTTP, words, word masks", "fttp:alpha=8", words).on(Data.WORD_MASKS),
                of("GA", "ga"),
                of("GA, xattn", "ga", attention),
                of("GradDiff", "graddiff"),
                of("random label", "random-label"),
                of("SalUn", "salun"),
                of("ESD-x", "esd-x").on(Data.OWN_SAMPLES),
                of("ESD-u", "esd-u").on(Data.OWN_SAMPLES).rates(ALL_WEIGHTS),
                of("concept ablation", "concept-ablation").on(Data.ANCHORS),
                of("UCE", "uce").on(Data.STATES).tried(Setting.scales(0, 0, 1, 3, 10)),
                of(FINE_TUNING, "gd").rates(FINE_TUNING_RATE));
        return methods.stream()
                .collect(Collectors.toMap(ImageMethod::name, each -> each, (a, b) -> a, LinkedHashMap::new));
    }

    /** On what the method is made for. */
    private static ImageMethod of(String name, String method) {
        return of(name, method, UNetMethod.part(spec(method).method()));
    }

    private static ImageMethod of(String name, String method, UNetPart part) {
        double[] rates = part == UNetPart.FULL ? ALL_WEIGHTS : SOME_WEIGHTS;
        return new ImageMethod(name, spec(method), part, Data.IMAGES, Setting.rates(STEPS, rates));
    }

    private static MethodSpec spec(String method) {
        return Methods.parse(method, Modality.IMAGE);
    }

    private ImageMethod on(Data other) {
        return new ImageMethod(name, method, part, other, grid);
    }

    private ImageMethod rates(double... rates) {
        return tried(Setting.rates(STEPS, rates));
    }

    private ImageMethod tried(List<Setting> other) {
        return new ImageMethod(name, method, part, data, other);
    }
}
