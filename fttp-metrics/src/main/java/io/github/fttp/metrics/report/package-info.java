/**
 * Reports that people read: each a single self-contained HTML page of one design, over plain values and never over models. A
 * {@link io.github.fttp.metrics.report.ReportPage} is put together of {@link io.github.fttp.metrics.report.Content}; {@link
 * io.github.fttp.metrics.report.ForgettingReport} is the page of a run or an edit, {@link
 * io.github.fttp.metrics.report.Verdict} says in words what it came to.
 */
package io.github.fttp.metrics.report;
