package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads task files. */
final class TaskReader {
    private static final Set<String> FIELDS = Set.of(
            "modality",
            "world",
            "concepts",
            "oracles",
            "validation",
            "methods",
            "steps",
            "rates",
            "part",
            "batch",
            "seeds",
            "budget",
            "metrics",
            "goals",
            "attacks");
    private static final Map<String, Budget> BUDGETS =
            Map.of("smallest", Budget.SMALLEST, "half", Budget.HALF, "full", Budget.FULL);
    private static final Map<String, Modality> MODALITIES =
            Stream.of(Modality.values()).collect(Collectors.toMap(Modality::toString, each -> each));

    private static final Map<Until, Integer> STEPS = Map.of(Until.STEPS, 30, Until.GONE, 60);
    private static final int BATCH = 4;

    private final Json json;
    private final TaskFolder folder;

    private TaskReader(Json json, TaskFolder folder) {
        this.json = json;
        this.folder = folder;
    }

    static ComparisonTask read(Json json, TaskFolder folder) {
        return new TaskReader(json, folder).task();
    }

    private ComparisonTask task() {
        Modality modality = TaskFields.choice(json.field("modality"), MODALITIES);
        Set<String> fields = new HashSet<>(FIELDS);
        fields.addAll(Protocol.FIELDS);
        fields.addAll(modality == Modality.TEXT ? TextSettings.FIELDS : ImageSettings.FIELDS);
        TaskFields.onlyKnows(json, fields);
        Optional<DrawnWorld> world = json.optional("world").map(field -> DrawnWorld.read(field, folder));
        List<TaskConcept> concepts = concepts(modality, world);
        List<String> validation = validation(concepts);
        List<TaskMethod> methods = methods(modality, validation);
        return new ComparisonTask(
                modality == Modality.TEXT ? TextSettings.read(json) : ImageSettings.read(json, folder),
                world,
                concepts,
                validation,
                methods,
                Protocol.read(json, methods),
                json.optional("batch").map(field -> field.count(1)).orElse(BATCH),
                json.optional("seeds").map(field -> field.count(1)).orElse(1),
                json.optional("budget")
                        .map(field -> TaskFields.choice(field, BUDGETS))
                        .orElse(Budget.FULL),
                TaskFields.texts(json, "metrics"),
                goals(methods),
                attacks(modality));
    }

    private List<TaskConcept> concepts(Modality modality, Optional<DrawnWorld> world) {
        List<TaskConcept> concepts = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Json each : json.field("concepts").items()) {
            TaskConcept concept = TaskConcept.read(each, folder, modality, world);
            if (!ids.add(concept.id())) throw each.field("id").refuse("is that of another concept too");
            if (!concepts.isEmpty() && !sets(concept).equals(sets(concepts.get(0)))) {
                throw each.refuse("has the sets " + sets(concept) + ", expected those of the first concept, "
                        + sets(concepts.get(0)));
            }
            concepts.add(concept);
        }
        if (concepts.isEmpty()) throw json.field("concepts").refuse("is empty, expected at least one concept");
        json.optional("oracles").ifPresent(oracles -> {
            TaskFields.onlyKnows(oracles, ids);
            concepts.replaceAll(
                    each -> oracles.has(each.id()) ? each.oracles(oracles(oracles.field(each.id()))) : each);
        });
        return concepts;
    }

    /** Reads one folder, or a list of several. */
    private List<Path> oracles(Json field) {
        List<Path> oracles = new ArrayList<>();
        for (Json each : field.isArray() ? field.items() : List.of(field)) {
            Path oracle = folder.path(each);
            if (oracles.contains(oracle))
                throw each.refuse("names " + oracle + " once more, expected each folder once");
            oracles.add(oracle);
        }
        if (oracles.isEmpty()) throw field.refuse("is empty, expected at least one folder");
        return oracles;
    }

    private static Set<?> sets(TaskConcept concept) {
        return concept.data() instanceof ConceptFiles files ? files.sets().keySet() : Set.of();
    }

    private List<String> validation(List<TaskConcept> concepts) {
        List<String> ids = concepts.stream().map(TaskConcept::id).toList();
        List<String> validation = new ArrayList<>();
        if (!json.has("validation")) return validation;
        for (Json each : json.field("validation").items()) {
            if (!ids.contains(each.text())) {
                throw each.refuse("is " + each.found() + ", expected one of the concepts' ids");
            }
            validation.add(each.text());
        }
        if (validation.containsAll(ids)) {
            throw json.field("validation").refuse("names all concepts, expected some left to report");
        }
        return validation;
    }

    private List<TaskMethod> methods(Modality modality, List<String> validation) {
        Until until = Protocol.until(json);
        int steps = json.optional("steps").map(field -> field.count(1)).orElse(STEPS.get(until));
        Setting shared = Setting.NONE.steps(steps).until(until);
        List<Double> rates = TaskFields.numbers(json, "rates");
        List<String> parts = TaskMethod.parts(json);
        List<TaskMethod> methods = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Json each : json.field("methods").items()) {
            TaskMethod method = TaskMethod.read(each, modality, shared, rates, parts);
            if (!names.add(method.name()) | !names.add("id " + method.id())) {
                throw each.refuse("has the name or the id of another method, " + method.name());
            }
            if (method.grid().size() > 1 && validation.isEmpty()) {
                throw each.refuse("has " + method.grid().size()
                        + " settings, but validation names no concept to choose among them on");
            }
            methods.add(method);
        }
        if (methods.isEmpty()) throw json.field("methods").refuse("is empty, expected at least one method");
        return methods;
    }

    private List<TaskGoal> goals(List<TaskMethod> methods) {
        Set<String> rows = methods.stream().map(TaskMethod::name).collect(Collectors.toSet());
        rows.add(Trial.BEFORE);
        List<TaskGoal> goals = new ArrayList<>();
        if (json.has("goals")) {
            for (Json each : json.field("goals").items()) goals.add(TaskGoal.read(each, rows));
        }
        return goals;
    }

    private Set<Attack> attacks(Modality modality) {
        Map<String, Attack> known = Stream.of(Attack.values())
                .filter(each -> modality == Modality.TEXT || each != Attack.PROBES)
                .collect(Collectors.toMap(Attack::toString, each -> each));
        Set<Attack> attacks = EnumSet.noneOf(Attack.class);
        if (json.has("attacks")) {
            for (Json each : json.field("attacks").items()) attacks.add(TaskFields.choice(each, known));
        }
        return attacks;
    }
}
