package io.github.fttp.examples.forget;

import io.github.fttp.core.train.Invocation;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a run leaves what it makes. */
@Under(Heading.RESULTS)
final class RunFolderOptions {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the results, empty or new.")
    Path out;

    @Option(names = "--resume", description = "Go on with the run in --out that was stopped or killed.")
    boolean resume;

    /** The folder, as {@link RunFolder#check} finds it. */
    RunFolder check(Invocation call) {
        return RunFolder.check(out, resume).by(call);
    }
}
