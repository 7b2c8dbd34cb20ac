package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.train.Training;
import io.github.fttp.diffusion.unet.UNetConfig;
import io.github.fttp.diffusion.vae.VaeConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** About how much memory making images takes, to be said before it begins. */
public final class ImageMemory {
    /** The virtual machine with its libraries. */
    public static final long PROCESS = 400L << 20;
    /** Maps of one ResNet block that exist at the same time. */
    private static final int MAPS = 6;

    /** Maps as large as a block's result that a ResNet block keeps for the way back. */
    private static final int RESNET_MAPS = 6;
    /** Maps of a transformer block, whose feed-forward part is eight times as wide. */
    private static final int TRANSFORMER_MAPS = 27;

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

    /** Bytes of what a U-Net keeps of a pass forward for the way back, of images of this side. */
    public static double activations(StableDiffusionFolder folder, int size, Training training) {
        UNetConfig config = folder.unetConfig();
        int side = size / folder.vaeConfig().vaeScaleFactor();
        double kept = 0;
        double largest = 0;
        int last = config.down().size() - 1;
        for (int i = 0; i <= last; i++) {
            UNetConfig.Level level = config.down().get(i);
            double map = 4.0 * training.batch() * side * side * level.channels();
            List<UNetConfig.Level> here =
                    new ArrayList<>(List.of(level, config.up().get(last - i)));
            if (i == last) config.middle().ifPresent(here::add);
            int resnets = -1; // there is one less on the way down
            int blocks = 0;
            int deepest = 0;
            for (UNetConfig.Level each : here) {
                resnets += each.layers() + 1;
                blocks += each.blocks();
                if (each.attends()) deepest = Math.max(deepest, Collections.max(each.transformers()));
            }
            kept += map
                    * (training.checkpointsGradients()
                            ? 2 * resnets
                            : resnets * RESNET_MAPS + blocks * TRANSFORMER_MAPS);
            largest = Math.max(largest, map * (RESNET_MAPS + deepest * TRANSFORMER_MAPS));
            side = (side + 1) / 2;
        }
        return kept + (training.checkpointsGradients() ? 2 * largest : largest);
    }
}
