package io.github.fttp.mllm.compare;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.method.WeightEdit;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.train.Training;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.ComparedModel;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.ConceptFiles;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.model.TrainedPart;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A vision-language model that methods for text are compared on.
 *
 * @param path of its folder
 */
record ComparedVisionLanguage(ComparisonTask task, Path path) implements ComparedModel {
    /** Bytes that rounding takes beside the weights as they are in their files: them in float32, adapted, and to go back to. */
    private static final int ROUNDED_BYTES_A_VALUE = 12;

    /** The comparison on the drawn world that ships. */
    public static ComparisonTask drawnWorld() {
        return ComparisonTask.shipped(ComparedVisionLanguage.class, "conceptworld.json");
    }

    /** Bytes that a change of the weights themselves takes: float32, their gradients twice, and to go back to. */
    private static final int CHANGED_BYTES_A_VALUE = 20;

    @Override
    public Map<String, String> dependencies() {
        Map<String, String> dependencies = new LinkedHashMap<>(task.dependencies());
        dependencies.put("model", Digest.contents(path));
        for (TaskConcept concept : task.concepts()) {
            if (!(concept.data() instanceof ConceptFiles files)) continue;
            SortedSet<Path> images = new TreeSet<>();
            conversations(files).forEach(each -> images.addAll(each.images()));
            Digest all = new Digest();
            images.forEach(image -> all.add(Digest.of(image).getBytes(StandardCharsets.US_ASCII)));
            dependencies.put("concept " + concept.id() + ", images", all.hex());
        }
        return dependencies;
    }

    private static List<Conversation> conversations(ConceptFiles files) {
        return files.conversations().values().stream()
                .distinct()
                .flatMap(file -> LlavaConversations.read(file, files.images(file)).stream())
                .toList();
    }

    @Override
    public long bytes() {
        try (VisionLanguageFolder folder = VisionLanguageFamilies.of(path).open(path)) {
            List<SampleWithImages> samples = source(folder)
                    .exam(task.concepts().get(0), 0, task.budget())
                    .forget();
            TrainedPart adapters =
                    TrainedPart.lora(Lora.rank(task.text().rank())).projectorRate(0);
            Training training = Training.by(AdamW.rate(1)).batch(task.batch());
            boolean edits = task.methods().stream().anyMatch(each -> each.spec().method() instanceof WeightEdit);
            return folder.trainingBytes(adapters, new GradientDescent(), training, samples)
                    + (edits ? CHANGED_BYTES_A_VALUE * folder.values() : 0)
                    + (task.attacks().contains(Attack.ROUNDING) ? ROUNDED_BYTES_A_VALUE * folder.values() : 0);
        }
    }

    /** Where samples and questions come from. */
    private TextSource source(VisionLanguageFolder folder) {
        SampleEncoder encoder = folder.encoder(folder.template(task.text().template()));
        return task.world().isPresent()
                ? new WorldTexts(task, encoder, folder.images())
                : new FileTexts(task, encoder, folder.images());
    }

    @Override
    public Environment open(Supplier<Engine> engine) {
        VisionLanguageFolder folder = VisionLanguageFamilies.of(path).open(path);
        try {
            Engine opened = engine.get();
            try {
                return new TextEnvironment(task, folder, source(folder), opened);
            } catch (RuntimeException | Error e) {
                opened.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }
}
