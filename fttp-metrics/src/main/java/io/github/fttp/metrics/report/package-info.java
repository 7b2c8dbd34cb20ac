/** Reports a person looks at: one self-contained HTML file, light and dark, with plots drawn as SVG. */
package io.github.fttp.metrics.report;
