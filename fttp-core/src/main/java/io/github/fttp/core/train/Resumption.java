package io.github.fttp.core.train;

/**
 * How a run goes on that was stopped, wherever it was.
 *
 * @param folder of the run, one that is resumed
 * @param every steps between checkpoints
 * @param stop asks the run to end with one
 */
public record Resumption(RunFolder folder, int every, StopSignal stop) {
    /** Tells a run. */
    public <S> Unlearner<S> of(Unlearner<S> run) {
        folder.create();
        return folder.of(run, every).stopOn(stop);
    }
}
