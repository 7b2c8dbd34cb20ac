package io.github.fttp.mllm.model;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.ModuleNames;
import io.github.fttp.core.train.Training;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.SampleEncoder;
import java.nio.file.Path;
import java.util.List;

/**
 * An opened folder of a {@link VisionLanguageModel}: configuration, tokenizer and image processor are read and fit each other,
 * weights are not read yet.
 */
public interface VisionLanguageFolder extends AutoCloseable {
    /** Where it is. */
    Path path();

    /** What makes ids of conversations. */
    SampleEncoder encoder(ChatTemplate template);

    /** How images become what the image encoder takes. */
    ImagePreparation images();

    /** About how many bytes a run takes, for its longest batch of these samples. */
    long trainingBytes(TrainedPart part, Training training, List<EncodedSample> samples);

    /** The model; weights stay mapped where their type allows. The caller closes it. */
    VisionLanguageModel load(Engine engine);

    /** How files of adapters call the model's modules, current names first. */
    List<ModuleNames> adapterNames();

    /** The name that older versions of the family's files gave a module or weight. */
    String oldName(String name);

    /** Writes a folder like this one with the weights that {@code model} has now; it must not be there yet. */
    void write(Path folder, Module model);

    @Override
    void close();
}
