package io.github.fttp.core.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;

/**
 * Values by names of modules, as PEFT's {@code rank_pattern} and {@code alpha_pattern} have them: the first key that matches
 * counts.
 */
final class ModulePatterns<V> {
    private final List<Entry<V>> entries = new ArrayList<>();

    private record Entry<V>(Key key, V value) {}

    private interface Key {
        boolean matches(String module);
    }

    /**
     * @param values in the order in which keys are tried
     * @throws PatternSyntaxException naming the key that is no expression
     */
    ModulePatterns(Map<String, V> values, MatchBudget budget) {
        values.forEach((key, value) -> entries.add(new Entry<>(key(key, budget), value)));
    }

    /** The value of the first key that matches. */
    V of(String module, V otherwise) {
        for (Entry<V> entry : entries) if (entry.key().matches(module)) return entry.value();
        return otherwise;
    }

    /** Most keys are names, and files may have one for each of hundreds of modules: those need no expression. */
    private static Key key(String text, MatchBudget budget) {
        boolean name = text.matches("(?:[\\w.-]|\\\\\\.)+");
        return name ? module -> endsInName(module, text) : ModuleExpression.key(text, budget)::matches;
    }

    /** Whether the module ends in this name, before which there is nothing or a dot; a bare dot is any character. */
    private static boolean endsInName(String module, String name) {
        int at = module.length();
        for (int i = name.length() - 1; i >= 0; i--) {
            if (at == 0) return false;
            char found = module.charAt(--at);
            char wanted = name.charAt(i);
            boolean escaped = wanted == '.' && i > 0 && name.charAt(i - 1) == '\\';
            if (escaped) i--;
            if (found != wanted && (wanted != '.' || escaped)) return false;
        }
        return at == 0 || module.charAt(at - 1) == '.';
    }
}
