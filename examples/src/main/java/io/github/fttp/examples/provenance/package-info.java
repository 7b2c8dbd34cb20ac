/** Commands over what runs left: {@code rerun} and {@code diff-runs}. */
package io.github.fttp.examples.provenance;
