package io.github.fttp.core.method;

import io.github.fttp.core.io.BadData;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A method as {@link Methods} knows it: how it is asked for, its settings, and how it is made of them.
 *
 * <pre>{@code
 * public record Softened(float alpha) implements WeightedMethod {
 *     private static final Setting<Float> ALPHA = Setting.atLeast(0, "alpha", "pull away from the concept").standard(1f, "ours");
 *     public static final MethodEntry<Softened> ENTRY = new MethodEntry<>(
 *             "softened", "Ascent that spares what is likely.", "this file", Modality.ALL, List.of(ALPHA),
 *             values -> new Softened(values.get(ALPHA)));
 *     ...
 * }
 * }</pre>
 *
 * @param name as a specification begins with it: small letters, digits and hyphens
 * @param description what it does, in a sentence
 * @param source whose method it is, and whose code it follows
 * @param modalities what it can forget in; at least one
 * @param settings in the order in which they are listed
 * @param maker makes the method, which checks its settings itself
 * @param <M> the method
 */
public record MethodEntry<M extends UnlearningMethod>(
        String name,
        String description,
        String source,
        Set<Modality> modalities,
        List<Setting<?>> settings,
        Function<Values, M> maker) {
    public MethodEntry {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException(
                    "a method's name must be of small letters, digits and hyphens, was \"" + name + "\"");
        }
        if (modalities.isEmpty()) throw new IllegalArgumentException(name + " must forget in something");
        modalities = Set.copyOf(modalities);
        settings = List.copyOf(settings);
    }

    /** The values of a method's settings. */
    public static final class Values {
        private final Map<String, Object> values;

        Values(Map<String, Object> values) {
            this.values = values;
        }

        /** The value of a setting, told from others by its name. */
        @SuppressWarnings("unchecked")
        public <T> T get(Setting<T> setting) {
            return (T) values.get(setting.name());
        }
    }

    /** The method with the defaults of a modality. */
    public M standard(Modality modality) {
        return maker.apply(spec(modality).values());
    }

    /**
     * Gives the method with its defaults as text, to change settings of.
     *
     * @throws BadData if it can't forget in that
     */
    public MethodSpec spec(Modality modality) {
        return MethodSpec.standard(this, modality);
    }

    /** Describes it for people, in lines: what it does, whose it is, what it needs and its settings in that modality. */
    public String text(Modality modality) {
        StringBuilder text =
                new StringBuilder(String.format("  %s%n      %s%n      Source: %s.%n", name, description, source));
        String needs = needs(modality);
        if (!needs.isEmpty()) text.append(String.format("      Needs %s.%n", needs));
        settings.forEach(each -> text.append(String.format("      %s%n", each.text(modality))));
        return text.toString();
    }

    /** Names what it needs with its defaults; a method with a setting that has none is not made. */
    private String needs(Modality modality) {
        if (settings.stream().anyMatch(setting -> setting.standard(modality).isEmpty())) return "";
        return standard(modality).needs().stream()
                .filter(need -> need != Need.LABEL_TOKENS)
                .sorted()
                .map(Need::toString)
                .collect(Collectors.joining(", "));
    }
}
