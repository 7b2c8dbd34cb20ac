package io.github.fttp.core.engine;

import io.github.fttp.core.io.InputException;

/** No GPU, one that can't be used, or not what using it takes. */
public final class UnusableGpu extends InputException {
    private static final long serialVersionUID = 1L;

    /**
     * @param found what is wrong
     * @param advice what can be done
     */
    UnusableGpu(String found, String advice) {
        super(found + "; " + advice);
    }
}
