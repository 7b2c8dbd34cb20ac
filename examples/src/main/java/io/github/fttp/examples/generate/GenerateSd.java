package io.github.fttp.examples.generate;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ContactSheet;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.MaskOverlay;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.train.Memory;
import io.github.fttp.diffusion.data.Prompts;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import io.github.fttp.diffusion.lora.AppliedLora;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.Gallery.AttendedImage;
import io.github.fttp.diffusion.pipeline.ImageMemory;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.MayBeEmpty;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.DrawnImageOptions;
import io.github.fttp.examples.options.EngineOptions;
import io.github.fttp.examples.progress.GenerationProgress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
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
public final class GenerateSd implements Callable<Integer>, Checked {
    private static final String PNG = ".png";

    @Under(Heading.MODEL)
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Pipeline folder of diffusers.")
    Path model;

    @ArgGroup(multiplicity = "1")
    Source source;

    /** Where prompts come from. */
    static final class Source {
        @Under(Heading.PROMPT)
        @MayBeEmpty
        @Option(
                names = "--prompt",
                paramLabel = "TEXT",
                description = "What the image shall show; may be repeated, and may be empty.")
        List<String> prompts;

        @Under(Heading.PROMPT)
        @Option(
                names = "--prompts",
                paramLabel = "FILE",
                description =
                        "A prompt a line; CSV with a header (column prompt, and evaluation_seed or seed); or JSON lines.")
        Path file;

        List<Prompt> read() {
            if (file != null) return Prompts.read(file).all();
            return prompts.stream()
                    .map(text -> new Prompt("--prompt", text, "", OptionalLong.empty()))
                    .toList();
        }
    }

    @Mixin
    DrawnImageOptions how;

    @Option(
            names = {"--steps", "--image-steps"},
            defaultValue = "30",
            description = "Steps of the scheduler (default: ${DEFAULT-VALUE}).")
    int steps;

    @Option(
            names = "--seed",
            description = "Of the first image of a prompt (default: the prompt's in --prompts, else 0).")
    Long seed;

    @Option(
            names = "--count",
            defaultValue = "1",
            description = "Images of each prompt, of following seeds (default: ${DEFAULT-VALUE}).")
    int count;

    @Option(
            names = "--batch",
            defaultValue = "1",
            description = "Images that are made together, which takes more memory (default: ${DEFAULT-VALUE}).")
    int batch;

    @Option(names = "--height", description = "Pixels (default: what the model was made for).")
    Integer height;

    @Option(names = "--width", description = "Pixels (default: what the model was made for).")
    Integer width;

    @Under(Heading.MODEL)
    @Option(
            names = "--lora",
            paramLabel = "FILE",
            description = "Adapter to put on: a LoRA file of diffusers or kohya, or a folder of PEFT.")
    Path lora;

    @Under(Heading.MEASURING)
    @Option(
            names = "--word",
            paramLabel = "TEXT",
            description =
                    "Also draw where the images look at this word of the prompts, FILE-word.png, and that as a mask,"
                            + " FILE-mask.png.")
    String word;

    @Under(Heading.MEASURING)
    @Option(
            names = "--word-threshold",
            defaultValue = "0.5",
            description =
                    "What of the most that any place looks at the word counts as looking (default: ${DEFAULT-VALUE}).")
    float threshold;

    @Mixin
    EngineOptions computing;

    @Under(Heading.RESULTS)
    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Ends in .png; several are also written apart.")
    Path out;

    @Spec
    CommandSpec command;

    @Override
    public void check(Given given) {
        given.onlyWith("--word", "--word-threshold");
        Check.between(0.0, 1, threshold, "--word-threshold");
        Check.atLeast(1, count, "--count");
        Check.atLeast(1, batch, "--batch");
        Check.atLeast(1, steps, "--steps");
        if (height != null) Check.atLeast(1, height, "--height");
        if (width != null) Check.atLeast(1, width, "--width");
    }

    @Override
    public Integer call() {
        requireWritable();
        List<Prompt> prompts = source.read();
        if (seed != null && prompts.stream().anyMatch(prompt -> prompt.seed().isPresent())) {
            command.commandLine().getErr().println(source.file + ": its seeds are not used, since there is --seed");
        }
        try (StableDiffusionFolder folder = StableDiffusionFolder.open(model)) {
            int side = folder.defaultSide();
            TextToImage settings = how.of(folder, steps, height == null ? side : height, width == null ? side : width);
            settings.require(folder, "--steps", "--height", "--width");
            int columns = count == 1 ? prompts.size() : count; // a row a prompt, or one row of one image each
            long total = (long) prompts.size() * count;
            if (total > 1) ContactSheet.require(total, columns, settings.width(), settings.height());
            Gallery gallery = new Gallery(settings, requests(prompts), batch);
            if (word != null) gallery.requireWord(folder, Concept.of(word), "--word");
            int together = (int) Math.min(batch, total);
            long needed = ImageMemory.bytes(folder, settings.height(), settings.width(), together);
            try (Engine engine = computing.open(model)) {
                Memory.require(engine.pool(), needed, "making the images");
                try (LoadedPipeline loaded = folder.load(engine)) {
                    if (lora == null) draw(loaded, gallery, columns);
                    else withAdapter(engine, loaded, gallery, columns);
                }
            }
        }
        System.out.println(out.toAbsolutePath());
        return 0;
    }

    private void withAdapter(Engine engine, LoadedPipeline loaded, Gallery gallery, int columns) {
        AppliedLora applied = DiffusersLora.attach(lora, loaded.adaptable(), engine);
        try {
            draw(loaded, gallery, columns);
        } finally {
            applied.close();
        }
    }

    /** Images of each prompt, of following seeds. */
    private List<Gallery.Request> requests(List<Prompt> prompts) {
        List<Gallery.Request> requests = new ArrayList<>();
        for (Prompt prompt : prompts) {
            long first = seed == null ? prompt.seed().orElse(0) : seed;
            for (int i = 0; i < count; i++) requests.add(new Gallery.Request(prompt.text(), first + i));
        }
        return requests;
    }

    private void draw(LoadedPipeline loaded, Gallery gallery, int columns) {
        if (word == null) {
            write(gallery.draw(loaded, saving(gallery)), gallery, columns);
            return;
        }
        List<AttendedImage> drawn = gallery.draw(loaded, Concept.of(word), threshold, saving(gallery));
        write(drawn.stream().map(AttendedImage::image).toList(), gallery, columns);
        List<Image> overlaid = new ArrayList<>();
        for (int i = 0; i < drawn.size(); i++) {
            PixelMask attended = drawn.get(i).attended();
            overlaid.add(MaskOverlay.draw(drawn.get(i).image(), attended));
            Images.writePng(attended.image(), suffixed(drawn.size() == 1 ? "-mask" : "-" + (i + 1) + "-mask"));
        }
        Images.writePng(ContactSheet.of(overlaid, columns), suffixed("-word"), Map.of("word", word));
    }

    /** Several images also stand in a file each, as soon as they are drawn. */
    private Gallery.Listener saving(Gallery gallery) {
        return new Gallery.Listener() {
            @Override
            public TextToImage.Watcher drawing(int first, int last, int of) {
                return new GenerationProgress(first, last, of);
            }

            @Override
            public void drawn(int number, Image image) {
                if (gallery.requests().size() == 1) return;
                Images.writePng(image, suffixed("-" + number), notes(gallery.only(number - 1)));
            }
        };
    }

    private void write(List<Image> images, Gallery gallery, int columns) {
        Image all = images.size() == 1 ? images.get(0) : ContactSheet.of(images, columns);
        Images.writePng(all, out, notes(gallery));
    }

    private Map<String, String> notes(Gallery gallery) {
        Map<String, String> notes = gallery.notes();
        notes.put("model", model.toString());
        if (lora != null) notes.put("lora", lora.toString());
        return notes;
    }

    private Path suffixed(String suffix) {
        String name = out.getFileName().toString();
        return out.resolveSibling(name.substring(0, name.length() - PNG.length()) + suffix + PNG);
    }

    /** Looks before anything is made. */
    private void requireWritable() {
        Path name = out.getFileName();
        if (name == null || !name.toString().toLowerCase(Locale.ROOT).endsWith(PNG)) {
            throw new BadData(out, "must end in " + PNG);
        }
        AtomicFiles.requireWritable(out);
    }
}
