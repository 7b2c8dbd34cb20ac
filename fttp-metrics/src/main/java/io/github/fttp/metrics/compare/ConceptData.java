package io.github.fttp.metrics.compare;

/** Where a concept's samples and questions come from. */
public sealed interface ConceptData permits ConceptFiles, WorldCharacter {}
