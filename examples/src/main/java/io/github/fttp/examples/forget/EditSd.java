package io.github.fttp.examples.forget;

import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.diffusion.EditReport;
import io.github.fttp.diffusion.StableDiffusion;
import io.github.fttp.diffusion.WordEdit;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Invocations;
import io.github.fttp.examples.cli.MayBeEmpty;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.PipelineOptions;
import io.github.fttp.examples.options.SampledImagesOptions;
import io.github.fttp.examples.progress.GenerationProgress;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes words of a Stable Diffusion mean another, in closed form: writes a pipeline. */
@Command(
        name = "edit-sd",
        footer =
                "fttp edit-sd --model stable-diffusion-v1-4 --concept \"Mira Volk\" --guide \"a woman\" --preserve \"Tom Adler\" --out without-mira",
        sortOptions = false,
        description = "Make words mean another to a Stable Diffusion in closed form, without images or training (UCE);"
                + " writes model/, metrics.json and report.html.")
@Under(Heading.METHOD)
public final class EditSd implements Runnable, Checked {

    @Mixin
    PipelineOptions model;

    @Under(Heading.CONCEPT)
    @Option(
            names = "--concept",
            required = true,
            paramLabel = "TEXT",
            description = "What shall be forgotten; may be repeated, as for several prompts of one concept.")
    List<String> concepts;

    @Under(Heading.CONCEPT)
    @MayBeEmpty
    @Option(
            names = "--guide",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "What they shall mean; the authors use art for styles (default: the empty prompt).")
    String guide;

    @Under(Heading.CONCEPT)
    @MayBeEmpty
    @Option(names = "--preserve", paramLabel = "TEXT", description = "What shall stay; may be repeated.")
    List<String> preserved = List.of();

    @Option(
            names = "--method",
            defaultValue = "uce",
            paramLabel = "METHOD",
            description = "An edit of words and its settings, such as uce:alpha=1,beta=0.5,retain=1.")
    String method;

    @Mixin
    SampledImagesOptions sampled = new SampledImagesOptions(1);

    @Under(Heading.RESULTS)
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the results, empty or new.")
    Path out;

    @Spec
    CommandSpec command;

    @Override
    public void check(Given given) {
        edit();
    }

    private WordEdit edit() {
        return new WordEdit(Methods.parse(method, Modality.IMAGE), concepts, guide, preserved);
    }

    @Override
    public void run() {
        RunFolder results = RunFolder.checkEmpty(out).by(Invocations.of(command));
        Set<String> prompts = new LinkedHashSet<>(concepts);
        prompts.addAll(preserved);
        prompts.addAll(sampled.others(command.commandLine().getErr()));
        try (StableDiffusion opened = model.open()) {
            StableDiffusionFolder folder = opened.folder();
            Gallery gallery =
                    Gallery.of(sampled.how(folder, folder.defaultSide()), List.copyOf(prompts), sampled.count());
            EditReport report = opened.edit(edit(), gallery, GenerationProgress::new, results);
            System.out.println(report.lines());
        }
        System.out.println("report: " + results.report().toAbsolutePath());
        System.out.println(results.model().toAbsolutePath());
    }
}
