package io.github.fttp.metrics.compare;

import io.github.fttp.core.method.Modality;
import java.util.Map;

/** Settings of a task for models of its modality alone. */
public sealed interface ModalitySettings permits TextSettings, ImageSettings {
    /** The modality. */
    Modality modality();

    /** As a task file has them, by field. */
    Map<String, Object> json();
}
