package io.github.fttp.diffusion.method;

import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.MethodProvider;
import java.util.List;

/** Adds the methods of this package to {@link io.github.fttp.core.method.Methods}. */
public final class ImageMethods implements MethodProvider {
    @Override
    public List<MethodEntry<?>> methods() {
        return List.of(
                EsdFttp.ENTRY,
                EsdFttp.NULL_SPACE,
                Esd.ESD_X,
                Esd.ESD_U,
                ConceptAblation.ENTRY,
                RandomPrompt.ENTRY,
                SalUn.ENTRY,
                Uce.ENTRY);
    }
}
