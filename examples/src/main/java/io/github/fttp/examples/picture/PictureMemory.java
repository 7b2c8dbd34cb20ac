package io.github.fttp.examples.picture;

import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.unet.UNetConfig;
import io.github.fttp.diffusion.vae.VaeConfig;

/** About how much memory the image side takes, to be said before it begins. Estimates. */
public final class PictureMemory {
    /** The virtual machine with its libraries. */
    private static final long PROCESS = 400L << 20;
    /** Maps of one ResNet block that exist at the same time. */
    private static final int MAPS = 6;

    /** Maps as large as a block's result that a ResNet block keeps. */
    private static final int RESNET_MAPS = 9;
    /** The same of a transformer block, whose feed-forward part is eight times as wide. */
    private static final int TRANSFORMER_MAPS = 30;
    /** Value and two moments, float32; gradients are used up one by one. */
    private static final int BYTES_A_TRAINED_VALUE = 12;

    private PictureMemory() {}

    /** Bytes for making one picture at a time: the weights, and the largest maps of the decoder. */
    public static long bytes(StableDiffusionFolder folder, int height, int width) {
        VaeConfig vae = folder.vaeConfig();
        UNetConfig unet = folder.unetConfig();
        // The decoder's last level is as large as the picture and as wide as its second one for a moment.
        int widest = vae.channels().get(Math.min(1, vae.channels().size() - 1));
        long decoder = 4L * MAPS * height * width * widest;
        int side = vae.shrinkage();
        long maps = 4L
                * 2
                * MAPS
                * (height / side)
                * (width / side)
                * unet.channels().get(0);
        return PROCESS + folder.unetBytes() + folder.otherBytes() + Math.max(decoder, maps);
    }

    /**
     * Bytes for training: the weights, what trains with its optimiser and the largest gradients, and what the blocks keep for
     * the way back.
     *
     * @param batch pictures that go through the model together
     * @param size of the pictures, pixels a side
     * @param trainedValues how many numbers train
     * @param gradientCheckpointing whether blocks keep their results only
     */
    public static long trainingBytes(
            StableDiffusionFolder folder, int batch, int size, long trainedValues, boolean gradientCheckpointing) {
        UNetConfig unet = folder.unetConfig();
        int side = size / folder.vaeConfig().shrinkage();
        long kept = 0;
        long largest = 0;
        for (UNetConfig.Level level : unet.down()) {
            long map = 4L * batch * side * side * level.channels();
            int transformer = level.attends() ? TRANSFORMER_MAPS * level.transformers() : 0;
            long stages = 2L * level.layers() + 1; // on the way down and up
            long inside = map * (RESNET_MAPS + transformer);
            kept += stages * (gradientCheckpointing ? 2 * map : inside);
            largest = Math.max(largest, inside);
            side = (side + 1) / 2;
        }
        long activations = kept + (gradientCheckpointing ? 2 * largest : largest);
        return PROCESS + folder.unetBytes() + BYTES_A_TRAINED_VALUE * trainedValues + activations;
    }
}
