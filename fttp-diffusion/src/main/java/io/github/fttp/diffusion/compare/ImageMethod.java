package io.github.fttp.diffusion.compare;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.diffusion.method.UNetEdit;
import io.github.fttp.diffusion.method.UNetMethod;
import io.github.fttp.diffusion.unet.UNetPart;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.TaskMethod;
import io.github.fttp.metrics.compare.Trace;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A method of a task in images.
 *
 * @param data what it trains on
 */
record ImageMethod(TaskMethod method, Data data) {
    /** Data that a method is given to train on. */
    enum Data {
        /** Images of the concept, masked by whoever drew them. */
        IMAGES,
        /** Images of the concept, masked where the base model looks at the name. */
        ATTENTION_MASKS,
        /** Images without the concept, under prompts that name it. */
        ANCHOR_IMAGES,
        /** Images that the base model makes of the concept's prompt on its way: where the method asks for it. */
        OWN_SAMPLES,
        /** The text encoder's states alone: where the method is a closed form. */
        STATES;

        private static Data of(TaskMethod task) {
            UnlearningMethod method = task.spec().method();
            boolean edits = method instanceof UNetEdit;
            if (edits || method.needs().contains(Need.OWN_SAMPLES)) {
                requireNone(task, "data", task.data(), "takes no images");
                return edits ? STATES : OWN_SAMPLES;
            }
            if (task.data().isEmpty()) return IMAGES;
            return chosen(task, "data", task.data(), EnumSet.of(IMAGES, ATTENTION_MASKS, ANCHOR_IMAGES));
        }
    }

    /**
     * Reads what a task says.
     *
     * @throws BadData if there is no such part or no such data
     */
    static ImageMethod of(TaskMethod method) {
        for (Setting setting : method.grid()) {
            if (method.spec().method() instanceof UNetEdit) {
                requireNone(method, "part", setting.part(), "trains nothing");
            }
            if (method.spec().method() instanceof NullSpace) {
                requireNone(
                        method,
                        "part",
                        setting.part(),
                        "trains " + word(UNetMethod.part(method.spec().method())) + " alone");
            }
            part(method, setting);
        }
        return new ImageMethod(method, Data.of(method));
    }

    private static UNetPart part(TaskMethod method, Setting setting) {
        return setting.part().isEmpty()
                ? UNetMethod.part(method.spec().method())
                : chosen(method, "part", setting.part(), EnumSet.allOf(UNetPart.class));
    }

    /** The part of the U-Net that changes with a setting. */
    UNetPart part(Setting setting) {
        return part(method, setting);
    }

    private static void requireNone(TaskMethod method, String field, String value, String why) {
        if (value.isEmpty()) return;
        throw new BadData(
                "method " + method.id(),
                field + " is \"" + value + "\" and has no effect: "
                        + method.spec().entry().name() + " " + why);
    }

    private static <E extends Enum<E>> E chosen(TaskMethod method, String field, String name, Set<E> known) {
        return known.stream()
                .filter(each -> word(each).equals(name))
                .findFirst()
                .orElseThrow(() -> new BadData(
                        "method " + method.id(),
                        field + " is \"" + name + "\", expected one of "
                                + known.stream().map(ImageMethod::word).collect(Collectors.joining(", "))));
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean needs(Need need) {
        return method.spec().method().needs().contains(need);
    }

    /** As a comparison has it. */
    ComparedMethod compared() {
        return new ComparedMethod(
                method.id(),
                method.name(),
                method.spec().entry().name(),
                given(),
                method.spec() + ", on " + word(data),
                method.grid(),
                !Trace.follows(method.spec().method()));
    }

    private Set<String> given() {
        Set<String> given = new TreeSet<>();
        switch (data) {
            case IMAGES -> {}
            case ATTENTION_MASKS -> given.add("masks by attention");
            case ANCHOR_IMAGES -> given.add("anchor images, no images of the concept");
            case OWN_SAMPLES -> given.add("no images");
            case STATES -> given.add("no images, names to preserve");
        }
        for (Need need : method.spec().method().needs()) {
            switch (need) {
                case CONCEPT_MASK -> {
                    if (data == Data.IMAGES) given.add("concept mask");
                }
                case EMPTY_PROMPT, OWN_SAMPLES -> {}
                default -> given.add(need.toString());
            }
        }
        return given;
    }
}
