package io.github.fttp.metrics.compare;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A comparison as a file of JSON describes it. Paths are relative to the file's folder.
 *
 * <pre>{@code
 * {
 *   "modality": "text",
 *   "concepts": [{"id": "ada", "name": "Ada Lind", "forget": "forget.json", "retain": "retain.json",
 *                 "eval": {"generality": "other.json", "natural": "natural.json"}, "images": "images"}],
 *   "methods": [{"name": "FTTP", "method": "fttp:alpha=0.3,beta=1", "rates": [2e-4]}, {"method": "ga", "rates": [2e-4]}],
 *   "goals": [{"measurement": "generality/conceptual knowledge", "at_most": 0.05}]
 * }
 * }</pre>
 *
 * @param settings of its modality
 * @param world whose characters the concepts are; concepts have files where there is none
 * @param concepts those that are reported and those of {@code validation}; ids differ
 * @param validation ids of concepts on which settings are chosen
 * @param methods at least one; ids differ
 * @param protocol how methods are made comparable
 * @param batch samples of a step
 * @param seeds runs of each method on each concept
 * @param budget how much of the data is asked
 * @param metrics names of the metrics that are taken; empty for all whose needs are met
 * @param goals what is aimed at
 * @param attacks that the first run of each method on each concept is put to
 */
public record ComparisonTask(
        ModalitySettings settings,
        Optional<DrawnWorld> world,
        List<TaskConcept> concepts,
        List<String> validation,
        List<TaskMethod> methods,
        Protocol protocol,
        int batch,
        int seeds,
        Budget budget,
        List<String> metrics,
        List<TaskGoal> goals,
        Set<Attack> attacks) {
    /**
     * Reads a task.
     *
     * @throws BadData naming the field that is unknown, missing or out of range, or the file that is not there
     */
    public static ComparisonTask read(Path file) {
        return TaskReader.read(Json.data(file), TaskFolder.of(file));
    }

    /**
     * Reads a task that is part of a file, as {@link #json} writes it.
     *
     * @param folder that its paths are relative to
     */
    public static ComparisonTask read(Json json, Path folder) {
        return TaskReader.read(json, new TaskFolder(folder));
    }

    /**
     * Lists the metrics to take: those that the task names and those that what is forgotten and what is kept is told by;
     * empty where it names none, which are all.
     *
     * @param needed names of the latter
     */
    public List<String> metricsWith(String... needed) {
        if (metrics.isEmpty()) return metrics;
        return Stream.concat(metrics.stream(), Stream.of(needed)).distinct().toList();
    }

    /**
     * Picks the metrics that forgetting is judged by: those that the task names, else one.
     *
     * @param taken the metrics that are taken
     * @param otherwise the name of that one
     */
    public <S> List<Metric<S>> ofForgetting(List<Metric<S>> taken, String otherwise) {
        if (!metrics.isEmpty()) return taken;
        return taken.stream().filter(each -> each.name().equals(otherwise)).toList();
    }

    /**
     * Reads a task that ships as a resource.
     *
     * @param beside the class that it lies beside
     */
    public static ComparisonTask shipped(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            Path file = Path.of(name);
            return TaskReader.read(Json.data(file, in.readAllBytes()), TaskFolder.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Gives the task on the drawn world that ships, with all its characters.
     *
     * @param seed of the world; 1 is that of the models that come with the library
     */
    public static ComparisonTask onDrawnWorld(Modality modality, long seed) {
        ComparisonTask shipped = ComparedModelProvider.of(modality).drawnWorld();
        return shipped.in(shipped.world().orElseThrow().seed(seed));
    }

    /** Takes another judge of what drawn images show, for tasks of a drawn world. */
    public ComparisonTask judge(Path other) {
        return in(world.orElseThrow().judge(other));
    }

    public ComparisonTask {
        Check.atLeast(1, batch, "batch");
        Check.atLeast(1, seeds, "seeds");
        concepts = List.copyOf(concepts);
        validation = List.copyOf(validation);
        methods = List.copyOf(methods);
        metrics = List.copyOf(metrics);
        goals = List.copyOf(goals);
        attacks = attacks.isEmpty() ? Set.of() : EnumSet.copyOf(attacks);
    }

    /** The modality of its model and of all its methods. */
    public Modality modality() {
        return settings.modality();
    }

    /** Its settings for text, for a task in text. */
    public TextSettings text() {
        return (TextSettings) settings;
    }

    /** Its settings for images, for a task in images. */
    public ImageSettings image() {
        return (ImageSettings) settings;
    }

    /** The concept of an id: one of the task's, or another character of its world, see {@link #requests}. */
    public TaskConcept concept(String id) {
        return Stream.concat(concepts.stream(), others())
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The characters of its world that are none of its concepts, in the world's order; of files there are none. */
    private Stream<TaskConcept> others() {
        return world.stream()
                .flatMap(drawn ->
                        drawn.world().cast().characters().stream().map(character -> TaskConcept.of(drawn, character)))
                .filter(other -> concepts.stream()
                        .noneMatch(each ->
                                each.concept().name().equals(other.concept().name())));
    }

    /**
     * Picks concepts to be forgotten one after the other, none on which settings are chosen: those that are reported, and
     * then other characters of its world.
     *
     * @throws BadData if there are fewer
     */
    public List<String> requests(int count) {
        List<String> all = Stream.concat(reported().stream(), others().map(TaskConcept::id))
                .toList();
        if (count <= all.size()) return all.subList(0, count);
        throw new BadData(
                "requests in " + modality(),
                "are to be " + count + ", but there are " + all.size() + " concepts on which no settings are chosen");
    }

    /** The method of an id. */
    public TaskMethod method(String id) {
        return methods.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    }

    /** The ids of the concepts that are reported. */
    public List<String> reported() {
        return concepts.stream()
                .map(TaskConcept::id)
                .filter(id -> !validation.contains(id))
                .toList();
    }

    /** Reports the first of the reported concepts alone, as many as {@code count}. */
    public ComparisonTask reporting(int count) {
        Check.between(1, reported().size(), count, "concepts");
        List<String> kept = reported().subList(0, count);
        return with(
                world,
                concepts.stream()
                        .filter(each -> kept.contains(each.id()) || validation.contains(each.id()))
                        .toList(),
                methods,
                seeds,
                budget);
    }

    /**
     * Keeps of tasks these methods alone, named by ids or as reports call them; those that have none of them are left out.
     *
     * @throws BadData if no task has one of such a name, with those that there are
     */
    public static List<ComparisonTask> only(List<ComparisonTask> tasks, List<String> names) {
        List<TaskMethod> all =
                tasks.stream().flatMap(each -> each.methods().stream()).toList();
        for (String name : names) {
            if (all.stream().noneMatch(each -> each.isCalled(name))) {
                throw new BadData(
                        "methods",
                        "none is called " + name + ", there are "
                                + all.stream().map(TaskMethod::name).distinct().collect(Collectors.joining("; ")));
            }
        }
        return tasks.stream()
                .map(task -> task.methods(task.methods().stream()
                        .filter(each -> names.stream().anyMatch(each::isCalled))
                        .toList()))
                .filter(task -> !task.methods().isEmpty())
                .toList();
    }

    /** Takes another protocol; methods keep the settings that they try. */
    public ComparisonTask protocol(Protocol other) {
        return new ComparisonTask(
                settings, world, concepts, validation, methods, other, batch, seeds, budget, metrics, goals, attacks);
    }

    /** Takes other methods, and of the goals those that are no multiples of a method that is not among them. */
    public ComparisonTask methods(List<TaskMethod> other) {
        Set<String> rows = other.stream().map(TaskMethod::name).collect(Collectors.toSet());
        List<TaskGoal> left = goals.stream()
                .filter(each -> each.goal()
                        .row()
                        .filter(row -> !row.equals(Trial.BEFORE) && !rows.contains(row))
                        .isEmpty())
                .toList();
        return new ComparisonTask(
                settings, world, concepts, validation, other, protocol, batch, seeds, budget, metrics, left, attacks);
    }

    /** Takes another number of runs of each method on each concept. */
    public ComparisonTask seeds(int other) {
        return with(world, concepts, methods, other, budget);
    }

    /** Takes another budget. */
    public ComparisonTask budget(Budget other) {
        return with(world, concepts, methods, seeds, other);
    }

    /** Moves it to another drawn world, for tasks that are of one. */
    public ComparisonTask in(DrawnWorld other) {
        return with(
                Optional.of(other),
                concepts.stream().map(each -> each.in(other)).toList(),
                methods,
                seeds,
                budget);
    }

    /** Leaves out attacks. */
    public ComparisonTask unattacked() {
        return new ComparisonTask(
                settings,
                world,
                concepts,
                validation,
                methods,
                protocol,
                batch,
                seeds,
                budget,
                metrics,
                goals,
                Set.of());
    }

    private ComparisonTask with(
            Optional<DrawnWorld> in, List<TaskConcept> of, List<TaskMethod> by, int draws, Budget asked) {
        return new ComparisonTask(
                settings, in, of, validation, by, protocol, batch, draws, asked, metrics, goals, attacks);
    }

    /** The comparison that it describes, in an environment of it. */
    public Comparison comparison(Environment environment) {
        return new Comparison(
                environment, environment.methods(), validation, reported(), seeds, budget, protocol.trials());
    }

    /**
     * All that its results depend on beside the model and each method, by name: files by their digests. What may differ in a
     * comparison that goes on is not among it: more concepts, methods or runs, other goals.
     */
    public Map<String, String> dependencies() {
        Map<String, String> dependencies = new LinkedHashMap<>();
        world.ifPresent(drawn -> dependencies.put("world", drawn.dependency()));
        concepts.forEach(concept -> dependencies.putAll(concept.settings(modality())));
        dependencies.put("validation", String.join(", ", validation));
        dependencies.put("every", String.valueOf(protocol.every()));
        dependencies.put("batch", String.valueOf(batch));
        dependencies.put("budget", budget.toString());
        // Of files what is told forgetting and utility by is measured beside the metrics that are named.
        String beside = world.isPresent() || metrics.isEmpty() ? "" : ", and those of forgetting and utility";
        dependencies.put("metrics", String.join(", ", metrics) + beside);
        // Figures of one way to count recall are no measure of another's.
        boolean words = world.isEmpty() && attacks.contains(Attack.PROBES);
        dependencies.put("attacks", attacks + (words ? ", words of probes above chance" : ""));
        settings.json().forEach((field, value) -> dependencies.put(field, Json.line(value)));
        return dependencies;
    }

    /** Lists by name what is requested beside {@link #dependencies}: all that may differ in a comparison that goes on. */
    public Map<String, String> requested() {
        Map<String, String> requested = new LinkedHashMap<>();
        requested.put("reported", String.join(", ", reported()));
        requested.put("until", protocol.until().toString());
        requested.put("trials", String.valueOf(protocol.trials()));
        requested.put("seeds", String.valueOf(seeds));
        requested.put("goals", Json.line(goals.stream().map(TaskGoal::json).toList()));
        methods.forEach(method -> requested.put("grid of " + method.id(), Json.line(method.json())));
        return requested;
    }

    /** The task with everything that it leaves open, as a file of JSON has it. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("modality", modality().toString());
        world.ifPresent(drawn -> json.put("world", drawn.json()));
        json.put("concepts", concepts.stream().map(TaskConcept::json).toList());
        Map<String, List<String>> oracles = new LinkedHashMap<>();
        for (TaskConcept each : concepts) {
            if (each.oracles().isEmpty()) continue;
            oracles.put(each.id(), each.oracles().stream().map(Path::toString).toList());
        }
        if (!oracles.isEmpty()) json.put("oracles", oracles);
        json.put("validation", validation);
        json.put("methods", methods.stream().map(TaskMethod::json).toList());
        json.putAll(protocol.json());
        json.put("batch", batch);
        json.put("seeds", seeds);
        json.put("budget", budget.name().toLowerCase(Locale.ROOT));
        json.putAll(settings.json());
        json.put("metrics", metrics);
        json.put("goals", goals.stream().map(TaskGoal::json).toList());
        json.put("attacks", attacks.stream().map(Attack::toString).toList());
        return json;
    }
}
