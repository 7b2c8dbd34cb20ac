package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.text.Nearest;
import java.util.Set;
import java.util.TreeSet;

/** Fields of task files. */
final class TaskFields {
    private TaskFields() {}

    /** Refuses fields beyond these, naming the one that was meant perhaps. */
    static void onlyKnows(Json json, Set<String> known) {
        for (String name : json.names()) {
            if (known.contains(name)) continue;
            throw json.field(name)
                    .refuse("is not known"
                            + Nearest.to(name, known)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(", expected one of " + new TreeSet<>(known)));
        }
    }
}
