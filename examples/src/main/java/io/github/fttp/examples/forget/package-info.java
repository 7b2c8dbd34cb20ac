/** The command {@code forget-llava}: a LLaVA folder, photos and conversations become an adapter, figures and a report. */
package io.github.fttp.examples.forget;
