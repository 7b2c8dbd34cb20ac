package io.github.fttp.diffusion;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.ChosenMethod;
import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.diffusion.method.UNetEdit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An edit that makes words mean another in closed form, without images or training.
 *
 * @param method an edit of words with its settings
 * @param concepts words that shall mean the guide, at least one
 * @param guide may be the empty prompt
 * @param preserved words that shall mean what they mean
 */
public record WordEdit(ChosenMethod<UNetEdit> method, List<String> concepts, String guide, List<String> preserved) {
    /**
     * Checks and copies.
     *
     * @throws BadData if there is no concept, or one is its own guide or to be preserved
     */
    public WordEdit {
        if (concepts.isEmpty()) throw new BadData("method " + method, "needs a concept");
        concepts = List.copyOf(concepts);
        preserved = List.copyOf(preserved);
        if (isAmong(concepts, guide)) {
            throw new BadData(
                    "method " + method, "is to make \"" + guide + "\" mean itself: the guide must be another");
        }
        for (String each : preserved) {
            if (isAmong(concepts, each)) {
                throw new BadData("method " + method, "is to preserve \"" + each + "\", which is to be forgotten");
            }
        }
    }

    /** Tokenizers of Stable Diffusion fold case and surrounding space. */
    private static boolean isAmong(List<String> words, String word) {
        return words.stream().anyMatch(each -> each.strip().equalsIgnoreCase(word.strip()));
    }

    /**
     * An edit by a method as {@link io.github.fttp.core.method.Methods#parse} gives it, such as {@code uce}.
     *
     * @throws BadData also if the method trains
     */
    public WordEdit(MethodSpec spec, List<String> concepts, String guide, List<String> preserved) {
        this(ChosenMethod.of(spec, edit(spec)), concepts, guide, preserved);
    }

    private static UNetEdit edit(MethodSpec spec) {
        if (spec.method() instanceof UNetEdit edit) return edit;
        throw new BadData("method " + spec, "trains, expected an edit of words");
    }

    /** All that it depends on beside the model, by name. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("method", method.toString());
        settings.put("concepts", String.join(", ", concepts));
        settings.put("guide", guide);
        settings.put("preserved", String.join(", ", preserved));
        return settings;
    }
}
