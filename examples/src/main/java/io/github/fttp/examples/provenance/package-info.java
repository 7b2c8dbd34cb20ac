/** Commands over what runs left: {@code rerun}, {@code diff-runs} and {@code ledger}. */
package io.github.fttp.examples.provenance;
