package io.github.fttp.metrics.compare;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the methods of a task are made comparable: where runs end, how they are followed, and how often each method may try.
 *
 * @param until what ends a run
 * @param every how many steps lie between two looks at data that is not trained on
 * @param trials settings that each method with several may try; at least as many as the largest grid has
 */
public record Protocol(Until until, int every, int trials) {
    /** Fields that a task has for it. */
    static final Set<String> FIELDS = Set.of("until", "every", "trials");

    private static final int EVERY = 5;

    public Protocol {
        Check.atLeast(1, every, "every");
        Check.atLeast(1, trials, "trials");
    }

    static Until until(Json json) {
        return json.optional("until")
                .map(field -> TaskFields.choice(field, Until.WORDS))
                .orElse(Until.STEPS);
    }

    static Protocol read(Json json, List<TaskMethod> methods) {
        int largest =
                methods.stream().mapToInt(each -> each.grid().size()).max().orElse(1);
        int trials = json.optional("trials").map(field -> field.count(1)).orElse(largest);
        if (trials < largest) {
            throw json.field("trials").refuse("is " + trials + ", but a method has " + largest + " settings to try");
        }
        return new Protocol(
                until(json), json.optional("every").map(field -> field.count(1)).orElse(EVERY), trials);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("until", until.toString());
        json.put("every", every);
        json.put("trials", trials);
        return json;
    }
}
