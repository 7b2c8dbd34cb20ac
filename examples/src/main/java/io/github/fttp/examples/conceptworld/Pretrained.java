package io.github.fttp.examples.conceptworld;

import io.github.fttp.diffusion.conceptworld.PretrainedStableDiffusion;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.mllm.conceptworld.PretrainedLlava;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the small models that come along. */
@Command(
        name = "pretrained",
        footer = "fttp pretrained --out models",
        description = "Write the small models that know ConceptWorld and come along into folders: llava and sd.")
@Under(Heading.RESULTS)
public final class Pretrained implements Runnable {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write them into.")
    Path out;

    @Override
    public void run() {
        PretrainedLlava.requireFree(out);
        PretrainedStableDiffusion.requireFree(out);
        System.out.println(PretrainedLlava.copyInto(out).toAbsolutePath());
        System.out.println(PretrainedStableDiffusion.copyInto(out).toAbsolutePath());
    }
}
