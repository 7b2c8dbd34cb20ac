package io.github.fttp.core.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Reference data outside the repository; whoever needs it is skipped, visibly, where it is absent. */
public final class References {
    private References() {}

    /** @param path below the references' folder, such as {@code golden/unet-tiny} */
    public static Path require(String path) {
        Path found = Path.of(System.getProperty("fttp.references", "../shared")).resolve(path);
        assumeTrue(Files.exists(found), () -> "skipped: reference data not found at " + found);
        return found;
    }
}
