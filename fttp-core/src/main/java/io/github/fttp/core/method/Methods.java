package io.github.fttp.core.method;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.text.Nearest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * All methods by name: those of the library, those that a {@link MethodProvider} on the class path adds, and those that a
 * program {@linkplain #register registers}.
 *
 * <pre>{@code
 * UnlearningMethod method = Methods.parse("npo:beta=0.1,retain=1", Modality.TEXT).method();
 * }</pre>
 *
 * <p>Settings have one meaning in all methods: {@code alpha} is the strength of forgetting; {@code beta} that of what holds the
 * rest of the model in place, be it descent on elements without the concept or the pull to the base model; {@code retain} the
 * weight of retain data, 0 to do without. Names of methods are read whatever their case, and with underscores for hyphens.
 */
public final class Methods {
    private static final List<MethodEntry<?>> ENTRIES = new ArrayList<>();

    static {
        StandardMethods.all().forEach(Methods::register);
        for (MethodProvider provider : ServiceLoader.load(MethodProvider.class, Methods.class.getClassLoader())) {
            provider.methods().forEach(Methods::register);
        }
    }

    private Methods() {}

    /**
     * Adds a method, for as long as the program runs.
     *
     * @throws IllegalStateException if another of the same modality has its name
     */
    public static synchronized void register(MethodEntry<?> entry) {
        for (MethodEntry<?> other : ENTRIES) {
            Set<Modality> both = new HashSet<>(other.modalities());
            both.retainAll(entry.modalities());
            if (other.name().equals(entry.name()) && !both.isEmpty()) {
                throw new IllegalStateException(
                        "there are two methods for " + both.iterator().next()
                                + " with the name " + entry.name() + ": \"" + other.description() + "\" and \""
                                + entry.description() + "\"");
            }
        }
        ENTRIES.add(entry);
    }

    /** All of them; first those that know elements only. */
    public static synchronized List<MethodEntry<?>> all() {
        return Collections.unmodifiableList(new ArrayList<>(ENTRIES));
    }

    /** Lists the methods that can forget in this. */
    public static List<MethodEntry<?>> of(Modality modality) {
        return all().stream()
                .filter(entry -> entry.modalities().contains(modality))
                .toList();
    }

    /**
     * Reads {@code NAME} or {@code NAME:SETTING=VALUE,...}; settings that are not given have their defaults.
     *
     * @throws BadData if there is no such method for the modality or no such setting, a setting is given twice, or a value is out
     *     of range; the message names what was meant perhaps
     */
    public static MethodSpec parse(String text, Modality modality) {
        int colon = text.indexOf(':');
        String name = (colon < 0 ? text : text.substring(0, colon))
                .strip()
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
        MethodSpec spec = entry(name, modality).spec(modality);
        if (colon < 0) return spec;
        Set<String> given = new HashSet<>();
        for (String each : text.substring(colon + 1).split(",", -1)) {
            int equals = each.indexOf('=');
            if (equals < 0) {
                throw new BadData("method " + name, "expected SETTING=VALUE, found \"" + each.strip() + "\"");
            }
            String setting = each.substring(0, equals).strip();
            if (!given.add(setting)) throw new BadData("method " + name, "gives " + setting + " twice");
            spec = spec.with(setting, each.substring(equals + 1).strip());
        }
        return spec;
    }

    private static MethodEntry<?> entry(String name, Modality modality) {
        List<MethodEntry<?>> named =
                all().stream().filter(entry -> entry.name().equals(name)).toList();
        if (named.isEmpty()) {
            List<String> names = of(modality).stream().map(MethodEntry::name).toList();
            String known = "; for " + modality + " there are " + String.join(", ", names);
            throw new BadData(
                    "method " + name,
                    "is unknown"
                            + Nearest.to(name, names)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(known));
        }
        return named.stream()
                .filter(entry -> entry.modalities().contains(modality))
                .findFirst()
                .orElse(named.get(0)); // which refuses the modality
    }
}
