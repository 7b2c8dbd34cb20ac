/**
 * ConceptWorld: invented characters with names, looks and lives, drawn and described by code, so that what an image shows
 * and what a sentence says is known exactly. The ground truth that unlearning is measured on.
 */
package io.github.fttp.metrics.conceptworld;
