package io.github.fttp.core.ledger;

import java.nio.file.Path;

/**
 * A deletion that applies.
 *
 * @param name as the ledger has it
 * @param weights what a run trained: an adapter's folder, a LoRA file, or a folder of whole weights
 * @param stacked whether it was trained on the model with all deletions before it applied, and not on the bare base
 */
public record Deletion(String name, Path weights, boolean stacked) {}
