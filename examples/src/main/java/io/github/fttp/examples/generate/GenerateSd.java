package io.github.fttp.examples.generate;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.MaskOverlay;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.train.Memory;
import io.github.fttp.diffusion.data.Prompts;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import io.github.fttp.diffusion.lora.AppliedLora;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.pipeline.CrossAttentionMaps;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.examples.EngineOptions;
import io.github.fttp.examples.OutFile;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.MayBeEmpty;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.generate.DrawnImageOptions.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
            TextToImage settings = how.of(
                    folder,
                    new Size("--steps", steps),
                    new Size("--height", height == null ? side : height),
                    new Size("--width", width == null ? side : width));
            if (word != null) requireWord(folder, prompts);
            long total = (long) prompts.size() * count;
            if (total > 1) ContactSheet.require(total, columns(prompts), settings.width(), settings.height());
            int together = (int) Math.min(batch, total);
            long needed = ImageMemory.bytes(folder, settings.height(), settings.width(), together);
            try (Engine engine = computing.open(model)) {
                Memory.require(engine.pool(), needed, "making the images");
                try (LoadedPipeline loaded = folder.load(engine)) {
                    if (lora == null) make(loaded, settings, prompts);
                    else withAdapter(engine, loaded, settings, prompts);
                }
            }
        }
        return 0;
    }

    private void withAdapter(Engine engine, LoadedPipeline loaded, TextToImage settings, List<Prompt> prompts) {
        AppliedLora applied = DiffusersLora.attach(lora, loaded.adaptable(), engine);
        try {
            make(loaded, settings, prompts);
        } finally {
            applied.close();
        }
    }

    private void requireWord(StableDiffusionFolder folder, List<Prompt> prompts) {
        Concept concept = Concept.of(word);
        for (Prompt prompt : prompts) {
            if (folder.tokenizer().encode(prompt.text()).positions(concept).length > 0) continue;
            throw new IllegalArgumentException("--word \"" + word + "\" does not occur in \"" + prompt.text() + "\"");
        }
    }

    /** The seed of a prompt's first image. */
    private long first(Prompt prompt) {
        return seed == null ? prompt.seed().orElse(0) : seed;
    }

    /** One that is asked for. */
    private record Wanted(String prompt, long seed) {}

    private void make(LoadedPipeline loaded, TextToImage settings, List<Prompt> prompts) {
        List<Wanted> wanted = new ArrayList<>();
        for (Prompt prompt : prompts) {
            for (int i = 0; i < count; i++) wanted.add(new Wanted(prompt.text(), first(prompt) + i));
        }
        List<Image> images = new ArrayList<>();
        List<Image> looked = new ArrayList<>();
        for (int from = 0; from < wanted.size(); from += batch) {
            List<Wanted> together = wanted.subList(from, Math.min(wanted.size(), from + batch));
            CrossAttentionMaps maps = crossAttentionMaps(loaded, settings);
            images.addAll(settings.images(
                    loaded,
                    together.stream().map(Wanted::prompt).toList(),
                    new GenerationProgress(from + 1, from + together.size(), wanted.size()),
                    word == null ? AttentionProbe.none() : maps,
                    together.stream().mapToLong(Wanted::seed).toArray()));
            for (int i = 0; i < together.size(); i++) {
                int number = wanted.size() == 1 ? 0 : from + i + 1;
                Wanted each = together.get(i);
                Image image = images.get(from + i);
                if (number > 0) write(image, suffixed("-" + number), settings, each);
                if (word == null) continue;
                int[] positions = loaded.tokenizer().encode(each.prompt()).positions(Concept.of(word));
                PixelMask mask = maps.mask(i, threshold, positions).resized(image.width(), image.height());
                looked.add(MaskOverlay.draw(image, mask));
                Images.writePng(mask.image(), suffixed(number == 0 ? "-mask" : "-" + number + "-mask"));
            }
        }
        if (wanted.size() == 1) write(images.get(0), out, settings, wanted.get(0));
        else Images.writePng(ContactSheet.of(images, columns(prompts)), out, notes(settings, wanted));
        if (word != null) {
            Images.writePng(ContactSheet.of(looked, columns(prompts)), suffixed("-word"), Map.of("word", word));
        }
        System.out.println(out.toAbsolutePath());
    }

    /** A row a prompt, or one row where there is one image of each. */
    private int columns(List<Prompt> prompts) {
        return count == 1 ? prompts.size() : count;
    }

    private static CrossAttentionMaps crossAttentionMaps(LoadedPipeline loaded, TextToImage settings) {
        var latent = settings.latentShape(loaded, 1);
        return new CrossAttentionMaps(latent.dim(2), latent.dim(3));
    }

    private void write(Image image, Path file, TextToImage settings, Wanted wanted) {
        Map<String, String> notes = notes(settings, List.of(wanted));
        Images.writePng(image, file, notes);
    }

    private Map<String, String> notes(TextToImage settings, List<Wanted> wanted) {
        Map<String, String> notes = new LinkedHashMap<>();
        List<String> prompts = wanted.stream().map(Wanted::prompt).distinct().toList();
        notes.put("prompt", String.join("\n", prompts));
        notes.put("negative_prompt", settings.negative());
        notes.put("guidance_scale", String.valueOf(settings.guidance()));
        notes.put("num_inference_steps", String.valueOf(settings.steps()));
        notes.put("seed", seeds(wanted));
        notes.put("size", settings.width() + "x" + settings.height());
        notes.put("model", model.toString());
        if (lora != null) notes.put("lora", lora.toString());
        return notes;
    }

    /** Each once, in their order; those that follow one another are shortened. */
    private static String seeds(List<Wanted> wanted) {
        long[] seeds = wanted.stream().mapToLong(Wanted::seed).distinct().toArray();
        boolean following = IntStream.range(1, seeds.length).allMatch(i -> seeds[i] == seeds[i - 1] + 1);
        if (seeds.length > 1 && following) return seeds[0] + " to " + seeds[seeds.length - 1];
        return Arrays.stream(seeds).mapToObj(String::valueOf).collect(Collectors.joining(", "));
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
        OutFile.require(out);
    }
}
