package io.github.fttp.examples;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.examples.verify.CaseKind;
import io.github.fttp.examples.verify.CaseKinds;
import io.github.fttp.examples.verify.Comparisons;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks models and data against values that the reference implementations computed. */
@Command(name = "verify", description = "Compare with reference results; prints a line a value, exits 1 if one is off.")
final class Verify implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FOLDER", description = "each holds a case.json")
    List<Path> folders;

    @Mixin
    EngineOptions engine;

    @Override
    public Integer call() {
        Comparisons comparisons = new Comparisons(System.out);
        try (Engine computing = engine.open()) {
            for (Path folder : folders) {
                Json spec = Json.data(folder.resolve("case.json"));
                CaseKind kind = CaseKinds.of(spec.field("kind"));
                comparisons.begin(folder.getFileName().toString());
                kind.check(folder, spec, computing, comparisons);
            }
        }
        System.out.printf("%d compared, %d off%n", comparisons.compared(), comparisons.off());
        return comparisons.off() == 0 ? 0 : 1;
    }
}
