package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings an adapter's settings, the tensors of its file and a model together; every one of them must fit the others. */
final class PeftReader {
    private static final Logger LOG = LoggerFactory.getLogger(PeftReader.class);

    private final PeftSettings settings;
    private final PeftFile file;
    private final Module model;
    private final Pool pool;
    private final List<ModuleNames> names;
    private final ModuleNames inFile;
    /** The model's modules by the names that the file has for them. */
    private final Map<String, String> modules;

    PeftReader(PeftSettings settings, PeftFile file, Module model, Pool pool, List<ModuleNames> names) {
        this.settings = settings;
        this.file = file;
        this.model = model;
        this.pool = pool;
        this.names = names;
        inFile = names.stream().filter(this::fits).findFirst().orElse(names.get(0));
        modules = modules(inFile);
    }

    private boolean fits(ModuleNames candidate) {
        Collection<String> known = modules(candidate).keySet();
        return file.names().stream().map(PeftFile::module).allMatch(known::contains);
    }

    /** Names of all modules that have parameters of their own. */
    private Map<String, String> modules(ModuleNames candidate) {
        Map<String, String> found = new HashMap<>();
        model.linears().forEach(each -> candidate.inFile(each.name()).ifPresent(name -> found.put(name, each.name())));
        for (Parameter parameter : model.parameters()) {
            String module = PeftFile.module(parameter.name());
            candidate.inFile(module).ifPresent(name -> found.put(name, module));
        }
        return found;
    }

    /** @throws BadCheckpoint if anything does not fit */
    LoraAdapter attach() {
        Map<String, Lora.Layer> shapes;
        try {
            shapes = shapes();
        } catch (ModuleExpression.TooMuchWork e) {
            throw settings.refuse(e);
        }
        Lora lora = settings.lora().on(LoraTargets.named(shapes.keySet().toArray(String[]::new)));
        LoraAdapter adapter = settings.dora()
                ? LoraAdapter.attachDecomposed(lora, shapes, model, this::read)
                : LoraAdapter.attach(lora, shapes, model, this::read);
        try {
            giveSaved(adapter);
            file.requireAllRead();
            return adapter;
        } catch (RuntimeException e) {
            adapter.close();
            throw e;
        }
    }

    /** Rank and alpha of each layer that has an adapter. */
    private Map<String, Lora.Layer> shapes() {
        requireLinear();
        ModulePatterns<Integer> ranks = new ModulePatterns<>(settings.lora().rankPattern(), settings.budget());
        ModulePatterns<Double> alphas = new ModulePatterns<>(settings.lora().alphaPattern(), settings.budget());
        Map<String, Lora.Layer> shapes = new LinkedHashMap<>();
        for (Linear layer : model.linears()) {
            Optional<String> name = inFile.inFile(layer.name());
            if (name.isEmpty()) continue;
            boolean there = file.has(name.get() + PeftFile.A) || file.has(name.get() + PeftFile.B);
            boolean wanted = settings.targets().include(name.get());
            if (!there && !wanted) continue;
            List<String> aliases = aliases(layer, name.get());
            // Where the file was renamed and its settings were not, those mean the module by another name.
            if (!wanted && aliases.stream().noneMatch(settings.targets()::include)) {
                throw new BadCheckpoint(
                        file.file(),
                        "tensor "
                                + file.inFile(
                                        name.get() + (file.has(name.get() + PeftFile.A) ? PeftFile.A : PeftFile.B)),
                        "belongs to no target",
                        "target_modules of " + PeftSettings.FILE + " " + settings.targets());
            }
            shapes.put(layer.name(), settings.layer(ranks, alphas, aliases));
        }
        if (shapes.isEmpty()) {
            throw new BadCheckpoint(
                    settings.json().file(),
                    "target_modules",
                    "say " + settings.targets(),
                    "the model has none of them; its linear layers are called such as "
                            + inFile.inFile(model.linears().get(0).name()).orElseThrow());
        }
        return shapes;
    }

    /** The names that a layer may be meant by, each once, the file's first. */
    private List<String> aliases(Linear layer, String name) {
        Stream<String> others = names.stream().flatMap(each -> each.inFile(layer.name()).stream());
        return Stream.concat(Stream.of(name), others).distinct().toList();
    }

    /** Adapters sit on linear layers of the model and nowhere else. */
    private void requireLinear() {
        List<String> linears = model.linears().stream().map(Linear::name).toList();
        for (String name : file.names()) {
            String module = PeftFile.module(name);
            if (modules.containsKey(module)) {
                if (PeftFile.isAdapters(name) && !linears.contains(modules.get(module))) {
                    throw new BadCheckpoint(
                            file.file(),
                            "tensor " + file.inFile(name),
                            "is an adapter's on no linear layer",
                            "supported are adapters on linear layers");
                }
                continue;
            }
            throw new BadCheckpoint(
                    file.file(),
                    "tensor " + file.inFile(name),
                    "belongs to no module of the model",
                    "whose linear layers are called such as " + String.join(" or ", examples()) + ": the adapter is"
                            + " another model's, or of a version with other names");
        }
    }

    private List<String> examples() {
        String last = model.linears().get(model.linears().size() - 1).name();
        String first = model.linears().stream()
                .map(Linear::name)
                .filter(name -> name.contains("q_proj") && !name.contains("vision"))
                .findFirst()
                .orElse(last);
        return names.stream()
                .flatMap(each -> each.inFile(first).stream())
                .distinct()
                .toList();
    }

    private Parameter read(String name, Shape shape) {
        String module = PeftFile.module(name);
        String there = inFile.inFile(module).orElseThrow() + name.substring(module.length());
        String expected = name.contains(".lora_magnitude") ? "use_dora asks for" : "r and target_modules ask for";
        return file.read(there, name, shape, PeftSettings.FILE + ": " + expected, pool);
    }

    /** Weights of the model that trained whole, and biases, take the place of the model's own. */
    private void giveSaved(LoraAdapter adapter) {
        for (Json module : settings.saved()) requireSaved(module);
        for (Parameter parameter : model.parameters()) {
            Optional<String> name = inFile(parameter);
            if (name.isEmpty()) continue;
            if (!file.has(name.get())) {
                requireNoBias(parameter, name.get(), adapter);
                continue;
            }
            Shape shape = parameter.value().shape();
            try (Parameter read = file.read(name.get(), parameter.name(), shape, "the model has", pool)) {
                adapter.give(parameter, read.exchange(pool.draw(shape)));
            }
        }
        for (Linear layer : model.linears()) requireAlike(layer, adapter);
    }

    private Optional<String> inFile(Parameter parameter) {
        String module = PeftFile.module(parameter.name());
        return inFile.inFile(module).map(name -> name + parameter.name().substring(module.length()));
    }

    private void requireSaved(Json module) {
        boolean there = file.names().stream()
                .filter(name -> !PeftFile.isAdapters(name))
                .anyMatch(name -> isWithin(PeftFile.module(name), module.text()));
        if (there) return;
        boolean inModel = names.stream()
                .flatMap(each -> modules(each).keySet().stream())
                .anyMatch(name -> isWithin(name, module.text()));
        if (inModel) {
            throw module.refuse(
                    "is " + module.found() + ", of which " + file.file().getFileName() + " has no weight");
        }
        LOG.warn(
                "{}: {} is {}, of which the model has no weights: without effect, as in PEFT",
                module.file(),
                module.path(),
                module.found());
    }

    /** Whether a module, or one around it, is meant: PEFT compares ends of names, without a dot in front. */
    private static boolean isWithin(String module, String saved) {
        return (module + ".").contains(saved + ".");
    }

    private void requireNoBias(Parameter parameter, String name, LoraAdapter adapter) {
        if (!settings.trainsBiases() || !name.endsWith(".bias")) return;
        boolean all = settings.json().field("bias").text().equals("all");
        String module = PeftFile.module(parameter.name());
        if (all || adapter.layers().stream().anyMatch(layer -> layer.module().equals(module))) {
            throw settings.json()
                    .field("bias")
                    .refuse("is " + settings.json().field("bias").found() + ", but "
                            + file.file().getFileName() + " has no " + PeftAdapter.PREFIX + name);
        }
    }

    /** A weight that is the embedding's and the output layer's as well (tied) is replaced for both alike, or for none. */
    private void requireAlike(Linear layer, LoraAdapter adapter) {
        if (!layer.sharesWeight()) return;
        Parameter shared = layer.weight();
        String head = inFile.inFile(layer.name()).orElse(layer.name()) + ".weight";
        String table = inFile(shared).orElse(shared.name());
        if (!file.has(head) && !file.has(table)) return;
        Tensor before = adapter.replaced().getOrDefault(shared, shared.value());
        float[] ofHead =
                file.has(head) ? file.values(head, shared.value().shape(), "the model has", pool) : before.toArray();
        if (Arrays.equals(ofHead, shared.value().toArray())) return;
        String other = file.has(table) ? "tensor " + file.inFile(table) : "the model's embedding table";
        throw new BadCheckpoint(
                file.file(),
                "tensor " + file.inFile(file.has(head) ? head : table),
                "differs from " + (file.has(head) ? other : "the model's output layer"),
                "which are one in the model (tied) and can only be replaced by the same values");
    }
}
