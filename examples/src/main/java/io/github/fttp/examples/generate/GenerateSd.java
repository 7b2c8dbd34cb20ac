package io.github.fttp.examples.generate;

import io.github.fttp.core.Check;
import io.github.fttp.core.image.ContactSheet;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.diffusion.StableDiffusion;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.GalleryFiles;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.unet.Framing;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.AdaptedPipelineOptions;
import io.github.fttp.examples.options.DrawnImageOptions;
import io.github.fttp.examples.progress.GenerationProgress;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes images of prompts. */
@Command(
        name = "generate-sd",
        footer =
                "fttp generate-sd --model without-mira/model --prompt \"an image of Mira Volk\" --count 4 --out mira.png",
        sortOptions = false,
        description = "Make images of prompts with a Stable Diffusion; several stand on one sheet.")
@Under(Heading.GENERATION)
public final class GenerateSd implements Runnable, Checked {
    @Mixin
    AdaptedPipelineOptions model;

    @ArgGroup(multiplicity = "1")
    PromptOptions source;

    @Mixin
    DrawnImageOptions how;

    @Option(
            names = {"--steps", "--image-steps"},
            description = "Steps of the scheduler.")
    int steps = 30;

    @Option(
            names = "--seed",
            description = "Seed of the first image of a prompt (default: the prompt's in --prompts, else 0).")
    Long seed;

    @Option(names = "--count", description = "Images of each prompt, of following seeds.")
    int count = 1;

    @Option(names = "--batch", description = "Images that are made together, which takes more memory.")
    int batch = 1;

    @Option(names = "--height", description = "Height of the images, pixels (default: what the model was made for).")
    Integer height;

    @Option(names = "--width", description = "Width of the images, pixels (default: what the model was made for).")
    Integer width;

    @Option(
            names = "--framing",
            split = ",",
            paramLabel = "N",
            description =
                    "Six numbers with commas that an SDXL is told, pixels: original height and width, top and left of the crop, target height and width (default: neither resized nor cropped).")
    int[] framing;

    @Option(
            names = "--negative-framing",
            split = ",",
            paramLabel = "N",
            description = "Framing to be drawn away from (default: that of --framing).")
    int[] negativeFraming;

    @Option(
            names = "--prompt-2",
            paramLabel = "TEXT",
            description = "What the second text encoder of an SDXL reads (default: the prompt).")
    String second;

    @Option(
            names = "--negative-2",
            paramLabel = "TEXT",
            description = "What it reads in place of --negative (default: the same).")
    String secondNegative;

    @Under(Heading.MEASURING)
    @Option(
            names = "--word",
            paramLabel = "TEXT",
            description =
                    "Also draw the cross-attention map of this word of the prompts, FILE-word.png, and a mask made of it, FILE-mask.png.")
    String word;

    @Under(Heading.MEASURING)
    @Option(
            names = "--word-threshold",
            defaultValue = "0.5",
            description = "The mask is where the map is at least this share, in [0, 1], of its maximum.")
    float threshold;

    @Under(Heading.RESULTS)
    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Image to write, ends in .png; several images stand on a sheet, and are also written apart.")
    Path out;

    @Spec
    CommandSpec command;

    @Override
    public void check(Given given) {
        given.onlyWith("--word", "--word-threshold");
        given.onlyWith("--negative", "--negative-2");
        Check.between(0.0, 1, threshold, "--word-threshold");
        given.atLeast(1, "--count", "--batch", "--steps", "--height", "--width");
    }

    @Override
    public void run() {
        GalleryFiles.require(out);
        List<Prompt> prompts = source.read();
        if (seed != null && prompts.stream().anyMatch(prompt -> prompt.seed().isPresent())) {
            command.commandLine().getErr().println(source.file + ": its seeds are not used, since there is --seed");
        }
        try (StableDiffusion opened = model.openAdapted()) {
            StableDiffusionFolder folder = opened.folder();
            int side = folder.defaultSide();
            TextToImage settings = how.of(folder, steps, height == null ? side : height, width == null ? side : width);
            if (framing != null) settings = settings.framing(framing(folder, "--framing", framing));
            if (negativeFraming != null) {
                settings = settings.negativeFraming(framing(folder, "--negative-framing", negativeFraming));
            }
            if (second != null) settings = settings.second(second);
            if (secondNegative != null)
                settings = settings.negative(settings.negative().get(0), secondNegative);
            settings.require(folder, "--steps", "--height", "--width");
            int columns = count == 1 ? prompts.size() : count; // a row a prompt, or one row of one image each
            long images = (long) prompts.size() * count;
            if (images > 1) ContactSheet.require(images, columns, settings.width(), settings.height());
            List<Gallery.Request> requests = prompts.stream()
                    .flatMap(each -> each.requests(seed, count).stream())
                    .toList();
            Gallery gallery = new Gallery(settings, requests, batch);
            GalleryFiles files = new GalleryFiles(out, gallery, columns, model.notes());
            if (word != null) gallery.requireWord(folder, Concept.of(word), "--word");
            draw(opened, gallery, files);
        }
        System.out.println(out.toAbsolutePath());
    }

    private static Framing framing(StableDiffusionFolder folder, String name, int... numbers) {
        if (folder.unetConfig().addition().isThere()) return Framing.of(numbers);
        throw new IllegalArgumentException(name + " is for an SDXL, " + folder.path() + " is none");
    }

    private void draw(StableDiffusion opened, Gallery gallery, GalleryFiles files) {
        Gallery.Listener listener = files.saving(GenerationProgress::new);
        if (word == null) files.write(opened.draw(gallery, listener));
        else files.write(opened.draw(gallery, Concept.of(word), threshold, listener), Concept.of(word));
    }
}
