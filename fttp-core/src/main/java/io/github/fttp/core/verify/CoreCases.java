package io.github.fttp.core.verify;

import java.util.Map;

/** The kinds of cases that need nothing beyond this module: CLIP's towers, tokenizers, images and their annotations. */
public final class CoreCases implements CaseProvider {
    @Override
    public Map<String, CaseKind> kinds() {
        return Map.of(
                "clip_vision", new ClipVisionCase(),
                "clip_text", new ClipTextCase(),
                "images", new ImagesCase(),
                "annotations", new AnnotationsCase(),
                "tokenizer", new TokenizerCase());
    }
}
