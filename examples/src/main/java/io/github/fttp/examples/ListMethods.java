package io.github.fttp.examples;

import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists all methods with what they need and their settings. */
@Command(
        name = "methods",
        description = "List the methods that --method takes, with what each needs and its settings.",
        footer = "fttp methods")
final class ListMethods implements Runnable {
    @Spec
    CommandSpec command;

    @Override
    public void run() {
        PrintWriter out = command.commandLine().getOut();
        for (Modality modality : Modality.values()) {
            out.printf("Methods for %s:%n", modality);
            Methods.of(modality).forEach(entry -> out.printf("%n%s", entry.text(modality)));
            out.println();
        }
        out.flush();
    }
}
