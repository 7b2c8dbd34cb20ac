package io.github.fttp.diffusion.pipeline;

import io.github.fttp.diffusion.unet.UNetConfig;
import io.github.fttp.diffusion.vae.VaeConfig;

/** About how much memory making images takes, to be said before it begins. */
public final class ImageMemory {
    /** The virtual machine with its libraries. */
    public static final long PROCESS = 400L << 20;
    /** Maps of one ResNet block that exist at the same time. */
    private static final int MAPS = 6;

    private ImageMemory() {}

    /**
     * Bytes: the weights, and the largest maps of the U-Net or the decoder.
     *
     * @param batch images that are made together; they are decoded one after the other
     */
    public static long bytes(StableDiffusionFolder folder, int height, int width, int batch) {
        VaeConfig vae = folder.vaeConfig();
        UNetConfig unet = folder.unetConfig();
        // In double: what is absurd must not come out as little.
        double pixels = (double) height * width;
        // The decoder's last level is as large as the image and as wide as its second one for a moment.
        int widest = vae.channels().get(Math.min(1, vae.channels().size() - 1));
        double decoder = 4 * MAPS * pixels * widest;
        int side = vae.vaeScaleFactor();
        double maps =
                4 * 2 * MAPS * batch * pixels / (side * side) * unet.channels().get(0);
        return (long) (PROCESS + folder.unetBytes() + folder.otherBytes() + Math.max(decoder, maps));
    }
}
