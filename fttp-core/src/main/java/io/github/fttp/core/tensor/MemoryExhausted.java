package io.github.fttp.core.tensor;

import java.util.Locale;

/** There is no memory left for a tensor, the computer's own or a {@link Device}'s. */
public final class MemoryExhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what was asked for and what there was.
     *
     * @param bytes of the tensor
     * @param what is exhausted, as the message shall call it
     * @param held bytes that the pool holds already
     * @param forecast bytes that were thought to be enough; 0 where nothing was
     */
    public MemoryExhausted(long bytes, String what, long held, long forecast) {
        super(String.format(
                Locale.ROOT,
                "no %s left for a tensor of %.1f MiB: %.2f GiB are held already%s; a smaller batch, or layers that are computed "
                        + "again on the way back, need less",
                what,
                bytes / 0x1p20,
                held / 0x1p30,
                forecast == 0 ? "" : String.format(Locale.ROOT, ", %.2f GiB were forecast", forecast / 0x1p30)));
    }
}
