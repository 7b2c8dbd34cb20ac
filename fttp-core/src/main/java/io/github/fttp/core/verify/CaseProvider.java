package io.github.fttp.core.verify;

import java.util.Map;

/** Offers kinds of reference cases; found by {@link java.util.ServiceLoader}. */
public interface CaseProvider {
    /** The kinds by the name in {@code case.json}. */
    Map<String, CaseKind> kinds();
}
