package io.github.fttp.bench;

import java.io.IOException;

/** Runs JMH with the arguments given; without any, all benchmarks. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        org.openjdk.jmh.Main.main(args);
    }
}
