package io.github.fttp.metrics.sweep;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.train.RunDifferences;
import io.github.fttp.metrics.compare.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code settings.json}: all that the results in a folder depend on, by name. */
record SettingsFile(Path file) {
    /** Format of the files of a folder; another one cannot be gone on with. */
    private static final String FORMAT = "4";

    /**
     * Refuses settings of which some are others there.
     *
     * @throws BadData naming them
     */
    void require(Map<String, String> now) {
        merged(now, begun());
    }

    /** Refuses likewise, and tells whether all of them are noted. */
    boolean has(Map<String, String> now) {
        // Read once: between two readings another worker may note a setting, so that the numbers agree by chance.
        Optional<Json> begun = begun();
        int all = merged(now, begun).size();
        return begun.isPresent() && all == begun.get().names().size();
    }

    /** Refuses likewise, and notes those that are new; one worker at a time. */
    void note(Map<String, String> now) {
        Json.write(file, merged(now, begun()));
    }

    /** Lists the settings that the result of a trial depends on: those of all, of its modality, and of its method. */
    Map<String, String> of(Trial trial) {
        String modality = trial.modality() + ", ";
        String method = modality + "method ";
        Map<String, String> its = new TreeMap<>();
        Json.data(file).texts().forEach((name, value) -> {
            boolean ofAll = !name.contains(", ");
            boolean ofMethod = !name.startsWith(method) || name.equals(method + trial.method());
            if (ofAll || name.startsWith(modality) && ofMethod) its.put(name, value);
        });
        return its;
    }

    private Optional<Json> begun() {
        return Files.exists(file) ? Optional.of(Json.data(file)) : Optional.empty();
    }

    private Map<String, String> merged(Map<String, String> now, Optional<Json> noted) {
        Map<String, String> all = new TreeMap<>(now);
        all.put("format", FORMAT);
        if (noted.isEmpty()) return all;
        Json begun = noted.get();
        if (!begun.has("format") || !begun.field("format").text().equals(FORMAT)) {
            throw new BadData(
                    file,
                    "was written by another version of this program (format "
                            + (begun.has("format") ? begun.field("format").text() : "1") + ", this one writes " + FORMAT
                            + "): its results cannot be gone on with; give another folder");
        }
        // What only one of them has is no difference: each modality notes its own.
        Map<String, String> was = new TreeMap<>(all);
        was.putAll(begun.texts());
        was.forEach(all::putIfAbsent);
        List<RunDifferences.Row> others = RunDifferences.of(was, all).differing();
        if (others.isEmpty()) return all;
        throw new BadData(
                file,
                others.stream()
                        .map(each -> each.name() + " is " + each.first() + " there, now it is " + each.second())
                        .collect(Collectors.joining("; ", "", ": give another folder")));
    }
}
