package io.github.fttp.core.engine;

/**
 * How often a GPU was asked for something: what a step costs beside the computing itself.
 *
 * @param kernels launches of the engine's own kernels
 * @param products matrix products by the library
 * @param moves copies and clearing inside the GPU's memory
 * @param sends arrays sent to the GPU, without waiting
 * @param waits copies from the GPU, each of which waits for everything asked before
 * @param graphs launches of graphs, each of which starts many kernels, products and moves that are not counted then
 */
public record GpuWork(long kernels, long products, long moves, long sends, long waits, long graphs) {
    /** Counts what was asked after {@code earlier} was. */
    public GpuWork since(GpuWork earlier) {
        return new GpuWork(
                kernels - earlier.kernels,
                products - earlier.products,
                moves - earlier.moves,
                sends - earlier.sends,
                waits - earlier.waits,
                graphs - earlier.graphs);
    }
}
