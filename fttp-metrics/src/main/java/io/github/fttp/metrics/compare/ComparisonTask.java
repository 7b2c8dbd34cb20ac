package io.github.fttp.metrics.compare;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A comparison on data of one's own, as a file of JSON describes it. Paths are relative to the file's folder.
 *
 * <pre>{@code
 * {
 *   "modality": "text",
 *   "concepts": [{"id": "a", "name": "Ada", "forget": "forget.json", "retain": "retain.json",
 *                 "eval": {"generality": "other.json", "natural": "natural.json"}, "images": "images"}],
 *   "validation": [],
 *   "methods": [{"name": "FTTP", "method": "fttp:alpha=0.3,beta=1", "rates": [2e-4]}, {"method": "ga", "rates": [2e-4]}],
 *   "steps": 30, "batch": 4, "seeds": 3, "budget": "full",
 *   "adapter": {"rank": 32, "blocks": 16},
 *   "metrics": ["conceptual knowledge", "natural knowledge"],
 *   "goals": [{"set": "generality", "metric": "conceptual knowledge", "at_most": 0.05}]
 * }
 * }</pre>
 *
 * @param modality of all its methods
 * @param concepts those that are reported and those of {@code validation}; ids differ
 * @param validation ids of concepts on which settings are chosen
 * @param methods at least one; names differ
 * @param batch samples of a step
 * @param seeds runs of each method on each concept
 * @param budget how much of the data is asked
 * @param rank of adapters, where a model is trained through adapters
 * @param blocks how many blocks of a language model have them, from the first; 0 for all
 * @param size of images that a diffusion model trains on and draws, pixels
 * @param metrics names of the metrics that are taken; empty for all whose needs are met
 * @param goals what is aimed at
 */
public record ComparisonTask(
        Modality modality,
        List<TaskConcept> concepts,
        List<String> validation,
        List<TaskMethod> methods,
        int batch,
        int seeds,
        Budget budget,
        int rank,
        int blocks,
        int size,
        List<String> metrics,
        List<TaskGoal> goals) {
    private static final Set<String> FIELDS = Set.of(
            "modality",
            "concepts",
            "validation",
            "methods",
            "steps",
            "batch",
            "seeds",
            "budget",
            "adapter",
            "size",
            "metrics",
            "goals");
    private static final Map<String, Budget> BUDGETS =
            Map.of("smallest", Budget.SMALLEST, "half", Budget.HALF, "full", Budget.FULL);

    /**
     * Reads a task.
     *
     * @throws io.github.fttp.core.io.BadData naming the field that is unknown, missing or out of range, or the file that is not
     *     there
     */
    public static ComparisonTask read(Path file) {
        Json json = Json.data(file);
        TaskFields.onlyKnows(json, FIELDS);
        Path folder = file.toAbsolutePath().normalize().getParent();
        Modality modality = choice(json.field("modality"), Map.of("text", Modality.TEXT, "image", Modality.IMAGE));
        int steps = json.optional("steps").map(field -> field.count(1)).orElse(30);
        List<TaskConcept> concepts = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Json each : json.field("concepts").items()) {
            TaskConcept concept = TaskConcept.read(each, folder);
            if (!ids.add(concept.id())) throw each.field("id").refuse("is that of another concept too");
            if (!concepts.isEmpty()
                    && !concept.sets().keySet().equals(concepts.get(0).sets().keySet())) {
                throw each.refuse("has the sets " + concept.sets().keySet() + ", expected those of the first concept, "
                        + concepts.get(0).sets().keySet());
            }
            concepts.add(concept);
        }
        if (concepts.isEmpty()) throw json.field("concepts").refuse("is empty, expected at least one concept");
        List<String> validation = new ArrayList<>();
        if (json.has("validation")) {
            for (Json each : json.field("validation").items()) {
                if (!ids.contains(each.text())) {
                    throw each.refuse("is " + each.found() + ", expected one of the concepts' ids");
                }
                validation.add(each.text());
            }
        }
        if (validation.size() == concepts.size()) {
            throw json.field("validation").refuse("names all concepts, expected some left to report");
        }
        List<TaskMethod> methods = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Json each : json.field("methods").items()) {
            TaskMethod method = TaskMethod.read(each, modality, steps);
            if (!names.add(method.name())) throw each.refuse("has the name of another method, " + method.name());
            if (method.grid().size() > 1 && validation.isEmpty()) {
                throw each.refuse("has " + method.grid().size()
                        + " settings, but validation names no concept to choose among them on");
            }
            methods.add(method);
        }
        if (methods.isEmpty()) throw json.field("methods").refuse("is empty, expected at least one method");
        names.add(Trial.BEFORE);
        List<TaskGoal> goals = new ArrayList<>();
        if (json.has("goals")) {
            for (Json each : json.field("goals").items()) goals.add(TaskGoal.read(each, names));
        }
        List<String> metrics = new ArrayList<>();
        if (json.has("metrics")) {
            for (Json each : json.field("metrics").items()) metrics.add(each.text());
        }
        int rank = 32;
        int blocks = 0;
        if (json.has("adapter")) {
            Json adapter = json.field("adapter");
            TaskFields.onlyKnows(adapter, Set.of("rank", "blocks"));
            rank = adapter.optional("rank").map(field -> field.count(1)).orElse(rank);
            blocks = adapter.optional("blocks").map(field -> field.count(1)).orElse(blocks);
        }
        return new ComparisonTask(
                modality,
                concepts,
                validation,
                methods,
                json.optional("batch").map(field -> field.count(1)).orElse(4),
                json.optional("seeds").map(field -> field.count(1)).orElse(1),
                json.optional("budget").map(field -> choice(field, BUDGETS)).orElse(Budget.FULL),
                rank,
                blocks,
                json.optional("size").map(field -> field.count(1)).orElse(512),
                metrics,
                goals);
    }

    private static <T> T choice(Json json, Map<String, T> choices) {
        T chosen = choices.get(json.text());
        if (chosen == null) throw json.refuse("is " + json.found() + ", expected one of " + choices.keySet());
        return chosen;
    }

    public ComparisonTask {
        Check.atLeast(1, batch, "batch");
        Check.atLeast(1, seeds, "seeds");
        concepts = List.copyOf(concepts);
        validation = List.copyOf(validation);
        methods = List.copyOf(methods);
        metrics = List.copyOf(metrics);
        goals = List.copyOf(goals);
    }

    /** The concept of an id. */
    public TaskConcept concept(String id) {
        return concepts.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The method of a name. */
    public TaskMethod method(String name) {
        return methods.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The comparison that it describes, where environments of its modality are. */
    public Comparison comparison(WorkerPool workers) {
        List<String> reported = concepts.stream()
                .map(TaskConcept::id)
                .filter(id -> !validation.contains(id))
                .toList();
        return new Comparison(workers, workers.any().methods(), validation, reported, seeds, budget);
    }

    /** The task with everything that it leaves open, as a file of JSON has it. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("modality", modality.toString());
        json.put("concepts", concepts.stream().map(TaskConcept::json).toList());
        json.put("validation", validation);
        json.put("methods", methods.stream().map(TaskMethod::json).toList());
        json.put("batch", batch);
        json.put("seeds", seeds);
        json.put("budget", budget.name().toLowerCase(Locale.ROOT));
        if (modality == Modality.TEXT) {
            json.put("adapter", blocks == 0 ? Map.of("rank", rank) : Map.of("rank", rank, "blocks", blocks));
        } else {
            json.put("size", size);
        }
        json.put("metrics", metrics);
        json.put("goals", goals.stream().map(TaskGoal::json).toList());
        return json;
    }
}
