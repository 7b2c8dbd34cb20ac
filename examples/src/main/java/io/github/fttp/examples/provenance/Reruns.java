package io.github.fttp.examples.provenance;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.train.Manifest;
import io.github.fttp.core.train.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Runs commands of manifests again. */
final class Reruns {
    private Reruns() {}

    /**
     * Runs what a manifest describes, where it can come to the same bits.
     *
     * @param all knows all commands
     * @return the command's exit status
     * @throws BadData naming what differs, or if no command made it, or the folder is not empty
     */
    static int run(Manifest manifest, Path out, CommandLine all) {
        if (manifest.command().isEmpty()) {
            throw new BadData(
                    "run",
                    "was made by no command: let the program that did make it again, or of a comparison name a cell,"
                            + " results/ID.json");
        }
        // The command itself may advise to resume a run there, which cannot be asked for here.
        if (Files.isDirectory(out)) RunFolder.checkEmpty(out);
        manifest.requireRepeatable(warning -> all.getErr().println("warning: " + warning));
        List<String> arguments = new ArrayList<>(manifest.command());
        CommandLine command = all.getSubcommands().get(arguments.get(0));
        if (command == null) {
            throw new BadData("run", "was made by the command " + arguments.get(0) + ", which is not known here");
        }
        boolean chooses = command.getCommandSpec().findOption("--engine") != null;
        // That which computed, whatever is the best one here.
        if (chooses && !arguments.contains("--engine")) {
            arguments.addAll(List.of("--engine", manifest.platform().engine().replaceFirst(",.*", "")));
        }
        arguments.addAll(List.of("--out", out.toString()));
        return all.execute(arguments.toArray(String[]::new));
    }
}
