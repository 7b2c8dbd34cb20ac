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
    private static final int RESNET_MAPS = 6;
    /** The same of a transformer block, whose feed-forward part is eight times as wide. */
    private static final int TRANSFORMER_MAPS = 27;
    /** Value and two moments, float32; gradients are used up one by one. */
    private static final int BYTES_A_TRAINED_VALUE = 12;
    /** The same where gradients are kept. */
    private static final int BYTES_WITH_GRADIENT = 16;

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

    /** Of training with pictures of this side, so many together; what else takes memory is said by the withers. */
    public static Training training(StableDiffusionFolder folder, int size, int batch) {
        return new Training(folder, size, batch, 0, false, false, false, false);
    }

    /**
     * A run.
     *
     * @param values how many numbers of the U-Net's own train
     * @param gradientCheckpointing whether blocks keep their results only
     * @param keepsGradients whether all gradients exist at once
     * @param twoPasses whether pictures to keep go through the model in the same step
     * @param secondModel whether the model as it was is kept beside the one that trains
     */
    public record Training(
            StableDiffusionFolder folder,
            int size,
            int batch,
            long values,
            boolean gradientCheckpointing,
            boolean keepsGradients,
            boolean twoPasses,
            boolean secondModel) {
        public Training values(long values) {
            return new Training(
                    folder, size, batch, values, gradientCheckpointing, keepsGradients, twoPasses, secondModel);
        }

        public Training gradientCheckpointing(boolean wanted) {
            return new Training(folder, size, batch, values, wanted, keepsGradients, twoPasses, secondModel);
        }

        public Training keepsGradients(boolean wanted) {
            return new Training(folder, size, batch, values, gradientCheckpointing, wanted, twoPasses, secondModel);
        }

        public Training twoPasses(boolean wanted) {
            return new Training(
                    folder, size, batch, values, gradientCheckpointing, keepsGradients, wanted, secondModel);
        }

        public Training secondModel(boolean wanted) {
            return new Training(folder, size, batch, values, gradientCheckpointing, keepsGradients, twoPasses, wanted);
        }

        /** About how many. */
        public long bytes() {
            // With two passes every parameter's gradient stays until the first pass is through as well.
            int each = keepsGradients || twoPasses ? BYTES_WITH_GRADIENT : BYTES_A_TRAINED_VALUE;
            long models = folder.otherBytes() + (secondModel ? 2 : 1) * folder.unetBytes();
            return PROCESS + models + each * values + (twoPasses ? 2 : 1) * activations();
        }

        private long activations() {
            int side = size / folder.vaeConfig().shrinkage();
            long kept = 0;
            long largest = 0;
            for (UNetConfig.Level level : folder.unetConfig().down()) {
                long map = 4L * batch * side * side * level.channels();
                int transformer = level.attends() ? TRANSFORMER_MAPS * level.transformers() : 0;
                long stages = 2L * level.layers() + 1; // on the way down and up
                long inside = map * (RESNET_MAPS + transformer);
                kept += stages * (gradientCheckpointing ? 2 * map : inside);
                largest = Math.max(largest, inside);
                side = (side + 1) / 2;
            }
            return kept + (gradientCheckpointing ? 2 * largest : largest);
        }
    }
}
