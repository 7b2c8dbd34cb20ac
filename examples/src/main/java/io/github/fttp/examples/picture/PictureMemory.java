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
}
