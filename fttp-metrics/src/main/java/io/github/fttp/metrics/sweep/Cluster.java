package io.github.fttp.metrics.sweep;

import java.nio.file.Path;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** An engine that runs the cells of a sweep on machines of its own, found by {@link ServiceLoader}. */
public interface Cluster {
    /**
     * Runs all that is left, and what follows from it.
     *
     * @param folder of the sweep, which all machines see
     * @param master where the engine is reached, unless it knows already
     * @param shipModels whether each model is sent to each machine once, to be read from its own disk
     * @param progress told of each cell that is done
     * @throws io.github.fttp.core.io.InputException if a machine cannot read or write what it must
     */
    void run(Path folder, String master, boolean shipModels, Progress progress);

    /**
     * Gives Apache Spark.
     *
     * @throws IllegalArgumentException if the build has none, or the class path
     */
    static Cluster spark() {
        if (Cluster.class.getResource("/org/apache/spark/SparkConf.class") == null) {
            throw new IllegalArgumentException("Apache Spark is not on the class path");
        }
        try {
            return ServiceLoader.load(Cluster.class).findFirst().orElseThrow(() -> without(null));
        } catch (ServiceConfigurationError e) {
            throw without(e); // a build without it, in folders of one that had it, leaves its name behind
        }
    }

    private static IllegalArgumentException without(Throwable cause) {
        return new IllegalArgumentException("this build is without Spark: build with mvn -Pspark package", cause);
    }
}
