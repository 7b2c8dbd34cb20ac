/**
 * The ledger of deletions: what one base model was made to forget, one adapter after the other, each of which can be revoked. How
 * adapters and a base make a model is a family's, see {@link io.github.fttp.core.ledger.Composition}.
 */
package io.github.fttp.core.ledger;
