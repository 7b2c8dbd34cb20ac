package io.github.fttp.examples;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.Verification;
import io.github.fttp.examples.options.EngineOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks models and data against values that the reference implementations computed. */
@Command(
        name = "verify",
        footer = "fttp verify --engine nd4j fttp-mllm/src/test/resources/golden/llava-tiny",
        description = {
            "Compare with reference results; prints a line per value, exits 1 if one is off.",
            "A line holds case, key, largest difference (absolute, relative), tolerance, the difference as a share of"
                    + " the tolerance where that is largest, and ok or OFF. A last line per case repeats its largest"
                    + " share."
        })
final class Verify implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "Folder of a case, which holds case.json.")
    List<Path> folders;

    @Mixin
    EngineOptions engine;

    @Spec
    CommandSpec command;

    @Override
    public Integer call() {
        Comparisons comparisons = new Comparisons(System.out);
        List<InputException> unusable = new ArrayList<>();
        PrintWriter err = command.commandLine().getErr();
        try (Engine computing = engine.open()) {
            for (Path folder : folders) {
                try {
                    err.println("note: " + folder + " is a case of " + Verification.kind(folder));
                    Verification.check(folder, computing, comparisons);
                } catch (InputException e) {
                    unusable.add(e);
                }
            }
        }
        System.out.printf("%s compared, %s off%n", comparisons.compared(), comparisons.off());
        if (unusable.isEmpty()) return comparisons.off() == 0 ? 0 : 1;
        // The last one is reported as any other command's.
        unusable.subList(0, unusable.size() - 1).forEach(each -> err.println(each.getMessage()));
        throw unusable.get(unusable.size() - 1);
    }
}
