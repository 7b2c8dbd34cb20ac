package io.github.fttp.diffusion.method;

import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.diffusion.unet.UNetPart;

/** A method that is made for a part of the U-Net. */
public interface UNetMethod extends UnlearningMethod {
    /** Gives the part that it changes unless a run says otherwise. */
    UNetPart part();

    /** The part that a method is made for; all of the U-Net where it is made for none. */
    static UNetPart part(UnlearningMethod method) {
        // Made for text as well, it knows no U-Net.
        if (method instanceof NullSpace) return UNetPart.WORD_KEYS_AND_VALUES;
        return method instanceof UNetMethod made ? made.part() : UNetPart.FULL;
    }
}
