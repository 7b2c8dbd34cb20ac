package io.github.fttp.metrics.sweep;

import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.compare.ComparedModel;
import io.github.fttp.metrics.compare.ComparedModelProvider;
import io.github.fttp.metrics.compare.ComparisonTask;
import java.nio.file.Path;

/** Opens stubs in other processes. */
public final class StubModels implements ComparedModelProvider {
    @Override
    public Modality modality() {
        return Modality.TEXT;
    }

    @Override
    public ComparedModel model(ComparisonTask task, Path folder) {
        return new StubModel(task, folder);
    }

    @Override
    public ComparisonTask drawnWorld() {
        throw new UnsupportedOperationException("stubs know no world");
    }

    @Override
    public Path pretrained(Path parent) {
        throw new UnsupportedOperationException("stubs know no world");
    }
}
