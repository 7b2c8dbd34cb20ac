package io.github.fttp.examples.quickstart;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Picture;
import io.github.fttp.core.mask.LatentGrid;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.pipeline.StableDiffusion;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.DiffusionTrainee;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import io.github.fttp.examples.quickstart.LittleWorld.Illustration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The taught Stable Diffusion, whose U-Net's keys and values of the words train; and what is asked of it. */
final class SmallDiffusion implements AutoCloseable {
    private final StableDiffusionFolder folder;
    private final StableDiffusion model;
    private final DiffusionTrainee trainee;
    private final TextToImage settings;

    private SmallDiffusion(StableDiffusionFolder folder, Engine engine, TextToImage settings) {
        this.folder = folder;
        this.settings = settings;
        model = folder.load(engine);
        Denoising denoising =
                new Denoising(folder.scheduler().schedule(), folder.scheduler().prediction());
        trainee = DiffusionTrainee.of(model.unet(), engine, denoising, keysAndValues(model.unet()));
    }

    /** What pixels take from the words. With all weights, the other characters go with the target, whose pixels they share. */
    private static List<Parameter> keysAndValues(UNet2DConditionModel unet) {
        return unet.parameters().stream()
                .filter(parameter -> parameter.name().matches(".*\\.attn2\\.to_[kv]\\.weight"))
                .toList();
    }

    /** @param pictureSteps of the scheduler for a picture */
    static SmallDiffusion open(Path path, Engine engine, int pictureSteps) {
        StableDiffusionFolder folder = StableDiffusionFolder.open(path);
        int side = folder.defaultSide();
        return new SmallDiffusion(folder, engine, new TextToImage(pictureSteps, 4, "", side, side));
    }

    DiffusionTrainee trainee() {
        return trainee;
    }

    /** The values of what trains, to go back to. */
    Map<String, float[]> snapshot() {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Parameter parameter : trained())
            values.put(parameter.name(), parameter.value().toArray());
        return values;
    }

    void restore(Map<String, float[]> snapshot) {
        for (Parameter parameter : trained()) parameter.value().set(snapshot.get(parameter.name()));
    }

    private List<Parameter> trained() {
        return trainee.groups().get(0).parameters();
    }

    /** A picture a prompt; its number in the list is its seed. */
    List<Picture> pictures(List<String> prompts) {
        long[] seeds = new long[prompts.size()];
        Arrays.setAll(seeds, i -> i);
        return settings.pictures(model, prompts, seeds);
    }

    List<LatentSample> samples(List<Illustration> illustrations) {
        int side = settings.width();
        ImageProcessor processor = ImageProcessor.stableDiffusion(side);
        Shape latent = settings.latentShape(model, 1);
        LatentGrid grid = LatentGrid.direct(latent.dim(2), latent.dim(3));
        StableDiffusion.TextStates states =
                model.states(illustrations.stream().map(Illustration::caption).toList());
        Shape context = Shape.of(states.shape().dim(1), states.shape().dim(2));
        List<LatentSample> samples = new ArrayList<>();
        for (Illustration each : illustrations) {
            samples.add(LatentSample.of(
                    each.caption(),
                    model.encode(Shape.of(1, 3, side, side), processor.process(each.picture())),
                    folder.vaeConfig().scalingFactor(),
                    grid.nearest(each.mask()),
                    context,
                    states.of(samples.size())));
        }
        return samples;
    }

    @Override
    public void close() {
        model.close();
        folder.close();
    }
}
