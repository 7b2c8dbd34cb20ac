package io.github.fttp.diffusion;

import io.github.fttp.core.method.Need;
import io.github.fttp.core.train.Training;
import io.github.fttp.diffusion.pipeline.ImageMemory;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.train.TrainedPart;
import io.github.fttp.diffusion.unet.UNetConfig;

/** About how much memory training a U-Net takes, to be said before it begins. */
final class TrainingMemory {
    /** Maps as large as a block's result that a ResNet block keeps. */
    private static final int RESNET_MAPS = 6;
    /** Maps of a transformer block, whose feed-forward part is eight times as wide. */
    private static final int TRANSFORMER_MAPS = 27;
    /** Value and two moments, float32; gradients are used up one by one. */
    private static final int BYTES_A_TRAINED_VALUE = 12;
    /** Bytes where gradients are kept. */
    private static final int BYTES_WITH_GRADIENT = 16;

    private TrainingMemory() {}

    /** Bytes, of images of this side. */
    static long bytes(StableDiffusionFolder folder, int size, ImageForgetting settings) {
        // A retain batch beside the forget batch, or the same one with and without its prompt.
        boolean twoPasses =
                settings.needs(Need.RETAIN_DATA) || settings.saliency().isPresent();
        // An adapter is switched off where the model as it was is asked for.
        boolean secondModel = settings.needs(Need.BASE_MODEL) && !(settings.trained() instanceof TrainedPart.Adapters);
        // With two passes every parameter's gradient stays until the first pass is through as well.
        boolean keepsGradients = twoPasses || !settings.training().fuses();
        long values = settings.trained() instanceof TrainedPart.Adapters adapters
                ? folder.adapterValues(adapters.lora())
                : folder.unetValues(settings.trained()::includes);
        // In double: what is absurd must not come out as little.
        double trained = (keepsGradients ? BYTES_WITH_GRADIENT : BYTES_A_TRAINED_VALUE) * (double) values;
        long models = folder.otherBytes() + (secondModel ? 2 : 1) * folder.unetBytes();
        double activations = activations(folder, size, settings.training());
        return (long) (ImageMemory.PROCESS + models + trained + (twoPasses ? 2 : 1) * activations);
    }

    private static double activations(StableDiffusionFolder folder, int size, Training training) {
        int side = size / folder.vaeConfig().vaeScaleFactor();
        double kept = 0;
        double largest = 0;
        for (UNetConfig.Level level : folder.unetConfig().down()) {
            double map = 4.0 * training.batch() * side * side * level.channels();
            int transformer = level.attends() ? TRANSFORMER_MAPS * level.transformers() : 0;
            int stages = 2 * level.layers() + 1; // on the way down and up
            double inside = map * (RESNET_MAPS + transformer);
            kept += stages * (training.checkpointsGradients() ? 2 * map : inside);
            largest = Math.max(largest, inside);
            side = (side + 1) / 2;
        }
        return kept + (training.checkpointsGradients() ? 2 * largest : largest);
    }
}
