package io.github.fttp.examples.compare;

import io.github.fttp.core.method.BoundedFttp;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradDiff;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.diffusion.method.ConceptAblation;
import io.github.fttp.diffusion.method.Esd;
import io.github.fttp.diffusion.method.RandomPrompt;
import io.github.fttp.diffusion.method.SalUn;
import io.github.fttp.diffusion.method.Uce;
import io.github.fttp.diffusion.unet.UNetPart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * Methods for images with their sources' defaults; what differs says so.
 *
 * @param name as reports call it
 * @param byScale the method, by the scale of a setting
 * @param part of the U-Net that changes
 * @param data what it is given
 * @param grid settings that are tried
 */
record ImageMethod(
        String name, DoubleFunction<UnlearningMethod> byScale, UNetPart part, Data data, List<Setting> grid) {
    /** Of the scale 1. */
    UnlearningMethod method() {
        return byScale.apply(1);
    }

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
        // The authors' strengths, which for a model of 860 million weights go together with a rate of 1e-5.
        Fttp authors = new Fttp(30, 55);
        // Weaker, on what pixels take from words alone: the others share all else with the concept.
        Fttp weaker = new Fttp(8, 55);
        BoundedFttp bounded = BoundedFttp.toChance(weaker.alpha(), weaker.beta());
        UNetPart words = UNetPart.WORD_KEYS_AND_VALUES;
        List<ImageMethod> methods = List.of(
                of("FTTP", authors, UNetPart.FULL),
                of("FTTP, xattn", authors, UNetPart.CROSS_ATTENTION),
                of("FTTP, words, alpha 8", weaker, words),
                of("FTTP, words, bounded", bounded, words),
                new ImageMethod(
                        "FTTP, words, word masks",
                        scale -> weaker,
                        words,
                        Data.WORD_MASKS,
                        Setting.rates(STEPS, SOME_WEIGHTS)),
                of("GA", new GradientAscent(), UNetPart.FULL),
                of("GA, xattn", new GradientAscent(), UNetPart.CROSS_ATTENTION),
                of("GradDiff", new GradDiff(1, 1), UNetPart.FULL),
                of("random label", new RandomPrompt(0.5f), UNetPart.FULL),
                of("SalUn", new SalUn(0.5f), UNetPart.FULL),
                new ImageMethod(
                        "ESD-x",
                        scale -> new Esd(2, UNetPart.CROSS_ATTENTION),
                        UNetPart.CROSS_ATTENTION,
                        Data.OWN_SAMPLES,
                        Setting.rates(STEPS, SOME_WEIGHTS)),
                new ImageMethod(
                        "ESD-u",
                        scale -> new Esd(2, UNetPart.UNCONDITIONAL),
                        UNetPart.UNCONDITIONAL,
                        Data.OWN_SAMPLES,
                        Setting.rates(STEPS, ALL_WEIGHTS)),
                new ImageMethod(
                        "concept ablation",
                        scale -> new ConceptAblation(1),
                        UNetPart.WORD_KEYS_AND_VALUES,
                        Data.ANCHORS,
                        Setting.rates(STEPS, SOME_WEIGHTS)),
                new ImageMethod(
                        "UCE",
                        scale -> new Uce((float) scale, 0.5f, 1),
                        UNetPart.WORD_KEYS_AND_VALUES,
                        Data.STATES,
                        List.of(new Setting(0, 0, 1), new Setting(0, 0, 3), new Setting(0, 0, 10))),
                new ImageMethod(
                        FINE_TUNING,
                        scale -> new GradientDescent(),
                        UNetPart.FULL,
                        Data.IMAGES,
                        Setting.rates(STEPS, FINE_TUNING_RATE)));
        return methods.stream()
                .collect(Collectors.toMap(ImageMethod::name, each -> each, (a, b) -> a, LinkedHashMap::new));
    }

    private static ImageMethod of(String name, TrainingMethod method, UNetPart part) {
        double[] rates = part == UNetPart.FULL ? ALL_WEIGHTS : SOME_WEIGHTS;
        return new ImageMethod(name, scale -> method, part, Data.IMAGES, Setting.rates(STEPS, rates));
    }
}
