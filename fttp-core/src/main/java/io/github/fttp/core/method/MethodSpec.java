package io.github.fttp.core.method;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.text.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A method with the values of all its settings, those at their defaults too. As text, {@code npo:alpha=1,beta=0.1,retain=1}, it
 * stands in manifests and reports, and {@link Methods#parse} makes the same method of it. Immutable.
 */
public final class MethodSpec {
    private final MethodEntry<?> entry;
    private final Map<String, Object> values;

    private MethodSpec(MethodEntry<?> entry, Map<String, Object> values) {
        this.entry = entry;
        this.values = values;
    }

    /** With the defaults of a modality; settings that have none are still missing. */
    static MethodSpec standard(MethodEntry<?> entry, Modality modality) {
        if (!entry.modalities().contains(modality)) {
            throw new BadData(
                    "method " + entry.name(),
                    "is for " + entry.modalities().iterator().next() + " models, not for " + modality + " models");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (Setting<?> setting : entry.settings()) {
            setting.standard(modality).ifPresent(standard -> values.put(setting.name(), standard.value()));
        }
        return new MethodSpec(entry, values);
    }

    /**
     * Sets another value of a setting.
     *
     * @param value as text
     * @throws BadData if there is no such setting, or the value is out of its range
     */
    public MethodSpec with(String setting, String value) {
        List<String> names = entry.settings().stream().map(Setting::name).toList();
        Setting<?> found = entry.settings().stream()
                .filter(each -> each.name().equals(setting))
                .findFirst()
                .orElseThrow(() -> new BadData(
                        where(),
                        "has no setting " + setting
                                + Nearest.to(setting, names)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(
                                                names.isEmpty()
                                                        ? "; it has none"
                                                        : "; it has " + String.join(", ", names))));
        Map<String, Object> other = new LinkedHashMap<>(values);
        try {
            other.put(found.name(), found.read(value));
        } catch (IllegalArgumentException e) {
            throw new BadData(where(), e.getMessage(), e);
        }
        return new MethodSpec(entry, other);
    }

    /** The method as the registry lists it. */
    public MethodEntry<?> entry() {
        return entry;
    }

    MethodEntry.Values values() {
        return new MethodEntry.Values(values);
    }

    /**
     * The method itself.
     *
     * @throws BadData if a setting without a default is missing
     */
    public UnlearningMethod method() {
        for (Setting<?> setting : entry.settings()) {
            if (values.containsKey(setting.name())) continue;
            throw new BadData(
                    where(), "needs a value of " + setting.name() + " (" + setting.meaning() + "), " + setting.range());
        }
        return entry.maker().apply(values());
    }

    /** Whether the method, with these settings, asks for something. */
    public boolean needs(Need need) {
        return method().needs().contains(need);
    }

    private String where() {
        return "method " + entry.name();
    }

    /** All settings as text, by name, in their order. */
    public Map<String, String> settings() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Setting<?> setting : entry.settings()) {
            if (values.containsKey(setting.name())) texts.put(setting.name(), text(setting));
        }
        return texts;
    }

    private <T> String text(Setting<T> setting) {
        return setting.write(values().get(setting));
    }

    /** As {@link Methods#parse} reads it. */
    @Override
    public String toString() {
        String settings = settings().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(","));
        return settings.isEmpty() ? entry.name() : entry.name() + ":" + settings;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MethodSpec spec && spec.entry.equals(entry) && spec.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }
}
