package io.github.fttp.examples.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest names; classes outside of a jar have none. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"fttp " + (version == null ? "(not packaged)" : version)};
    }
}
