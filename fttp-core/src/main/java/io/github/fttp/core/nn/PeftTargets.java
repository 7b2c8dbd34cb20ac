package io.github.fttp.core.nn;

import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/**
 * Which modules an {@code adapter_config.json} names: {@code target_modules}, narrowed by {@code layers_to_transform},
 * {@code layers_pattern}, {@code exclude_modules} and {@code modules_to_save}. Source: PEFT 0.21, {@code
 * check_target_module_exists}.
 */
final class PeftTargets {
    private final String text;
    private final Predicate<String> included;
    private final Predicate<String> excluded;

    private PeftTargets(String text, Predicate<String> included, Predicate<String> excluded) {
        this.text = text;
        this.included = included;
        this.excluded = excluded;
    }

    /**
     * @param saved names of modules that trained whole, which have no adapter beside
     */
    static PeftTargets read(ConfigFields config, List<String> saved, MatchBudget budget) {
        Json json = config.json();
        Json field = json.field("target_modules");
        LoraTargets targets = targets(field, budget);
        Predicate<String> included = targets::include;
        if (config.has("layers_to_transform") && isOn(json.field("layers_to_transform"))) {
            if (!(targets instanceof LoraTargets.Named named)) {
                throw json.field("layers_to_transform")
                        .refuse("is for a list of target_modules, which are " + field.found() + " here");
            }
            Set<Integer> numbers = numbers(json.field("layers_to_transform"));
            List<ModuleExpression> places = places(config, budget);
            // A whole name is a target whatever its number.
            included = module ->
                    named.names().contains(module) || named.include(module) && numbers.contains(number(module, places));
        }
        Predicate<String> excluded = module -> false;
        if (config.has("exclude_modules") && isOn(json.field("exclude_modules"))) {
            excluded = targets(json.field("exclude_modules"), budget)::include;
        }
        Predicate<String> whole =
                module -> saved.stream().anyMatch(name -> ("." + module + ".").contains("." + name + "."));
        return new PeftTargets(targets.toString(), included, excluded.or(whole));
    }

    private static boolean isOn(Json field) {
        return field.isArray()
                ? !field.items().isEmpty()
                : !field.isText() || !field.text().isEmpty();
    }

    private static LoraTargets targets(Json field, MatchBudget budget) {
        if (field.isArray() && !field.items().isEmpty()) {
            return LoraTargets.named(field.items().stream().map(Json::text).toArray(String[]::new));
        }
        if (field.isArray() || field.isNull()) throw field.refuse("is empty, expected the names of modules");
        if (field.text().equalsIgnoreCase("all-linear")) return LoraTargets.allLinear();
        return new LoraTargets.Matching(expression(field, field.text(), budget));
    }

    private static ModuleExpression expression(Json field, String text, MatchBudget budget) {
        try {
            return ModuleExpression.of(text, budget);
        } catch (PatternSyntaxException e) {
            throw field.refuse(
                    "is " + field.found() + ", which cannot be read as a regular expression: " + e.getDescription());
        }
    }

    private static Set<Integer> numbers(Json field) {
        Set<Integer> numbers = new TreeSet<>();
        if (field.isArray()) field.items().forEach(each -> numbers.add(each.count(0)));
        else numbers.add(field.count(0));
        return numbers;
    }

    /** Where in a name the number of its block stands: behind a part of these names, or of any. */
    private static List<ModuleExpression> places(ConfigFields config, MatchBudget budget) {
        String behind = "\\.(?<block>\\d+)\\..*";
        if (!config.has("layers_pattern") || !isOn(config.json().field("layers_pattern"))) {
            return List.of(ModuleExpression.of(".*?\\.[^.]*" + behind, budget));
        }
        Json field = config.json().field("layers_pattern");
        List<Json> patterns = field.isArray() ? field.items() : List.of(field);
        return patterns.stream()
                .map(each -> {
                    expression(each, each.text(), budget);
                    return expression(each, "(?:^|.*?\\.)" + each.text() + behind, budget);
                })
                .toList();
    }

    private static int number(String module, List<ModuleExpression> places) {
        for (ModuleExpression place : places) {
            OptionalInt found = place.number(module, "block");
            if (found.isPresent()) return found.getAsInt();
        }
        return -1;
    }

    /** Whether the module of this name has an adapter. */
    boolean include(String module) {
        return !excluded.test(module) && included.test(module);
    }

    /** The value of {@code target_modules}. */
    @Override
    public String toString() {
        return text;
    }
}
