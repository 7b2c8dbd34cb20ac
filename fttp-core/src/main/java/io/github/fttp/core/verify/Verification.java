package io.github.fttp.core.verify;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * Checks models and data against values that a reference implementation computed from the same inputs: a folder with
 * {@code case.json}, which names the kind of case and says what is compared and how closely, and {@code io.safetensors}.
 */
public final class Verification {
    private static final Map<String, CaseKind> KINDS = new TreeMap<>();

    static {
        for (CaseProvider provider : ServiceLoader.load(CaseProvider.class, Verification.class.getClassLoader())) {
            KINDS.putAll(provider.kinds());
        }
    }

    private Verification() {}

    /**
     * Gives the kind of a case, which names the family of models that it is about: {@code qwen2_5_vl}.
     *
     * @param folder of the case
     * @throws InputException if the folder has no {@code case.json}, or one of a kind that isn't known
     */
    public static String kind(Path folder) {
        return kind(Json.data(folder.resolve("case.json")));
    }

    private static String kind(Json spec) {
        Json field = spec.field("kind");
        if (KINDS.containsKey(field.text())) return field.text();
        throw field.refuse("is " + field.text() + ", known are " + String.join(", ", KINDS.keySet()));
    }

    /**
     * Computes what a case asks for, and compares.
     *
     * @param folder of the case
     * @param engine to compute with; kinds that compute nothing take no notice of it
     * @param comparisons takes each comparison, and a summary at the end
     * @throws InputException if the folder can't be used, or nothing in it was compared
     */
    public static void check(Path folder, Engine engine, Comparisons comparisons) {
        Json spec = Json.data(folder.resolve("case.json"));
        CaseKind kind = KINDS.get(kind(spec));
        comparisons.begin(folder.toAbsolutePath().normalize().getFileName().toString());
        int before = comparisons.compared();
        kind.check(folder, spec, engine, comparisons);
        comparisons.summarise();
        if (comparisons.compared() == before) throw new BadData(folder, "holds nothing that was compared");
    }
}
