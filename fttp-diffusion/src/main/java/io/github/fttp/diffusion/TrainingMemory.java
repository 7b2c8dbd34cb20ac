package io.github.fttp.diffusion;

import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.train.Training;
import io.github.fttp.diffusion.pipeline.ImageMemory;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.train.TrainedPart;

/** About how much memory training a U-Net takes, to be said before it begins. */
final class TrainingMemory {
    /** Value and two moments, float32; gradients are used up one by one. */
    private static final int BYTES_A_TRAINED_VALUE = 12;
    /** Bytes where gradients are kept. */
    private static final int BYTES_WITH_GRADIENT = 16;

    /** Bytes more where a step is projected from a copy of the weight in front of it, of all weights together. */
    private static final int BYTES_OF_A_COPY = 4;

    private TrainingMemory() {}

    /** Bytes of a run that trains so, of images of this side. */
    static long bytes(StableDiffusionFolder folder, int size, ImageForgetting settings, Training training) {
        // A retain batch beside the forget batch, or the same one with and without its prompt.
        boolean twoPasses =
                settings.needs(Need.RETAIN_DATA) || settings.saliency().isPresent();
        // An adapter is switched off where the model as it was is asked for.
        boolean secondModel = settings.needs(Need.BASE_MODEL) && !(settings.trained() instanceof TrainedPart.Adapters);
        // With two passes every parameter's gradient stays until the first pass is through as well.
        boolean keepsGradients = twoPasses || !training.fuses();
        long values = settings.trained() instanceof TrainedPart.Adapters adapters
                ? folder.adapterValues(adapters.lora())
                : folder.unetValues(settings.trained()::includes);
        int each = keepsGradients ? BYTES_WITH_GRADIENT : BYTES_A_TRAINED_VALUE;
        // Fused, a step takes a few weights at once.
        if (settings.method().method() instanceof NullSpace && !training.fuses()) each += BYTES_OF_A_COPY;
        // In double: what is absurd must not come out as little.
        double trained = each * (double) values;
        long models = folder.otherBytes() + (secondModel ? 2 : 1) * folder.unetBytes();
        double activations = ImageMemory.activations(folder, size, training);
        return (long) (ImageMemory.PROCESS + models + trained + (twoPasses ? 2 : 1) * activations);
    }
}
