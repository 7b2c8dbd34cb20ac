package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Parameter;
import java.util.List;
import java.util.function.Predicate;

/** Which weights of a U-Net train, by their names. */
public enum UNetPart {
    /** All. */
    FULL(name -> true),
    /** The attention to words: ESD-x. */
    CROSS_ATTENTION(name -> name.contains("attn2")),
    /** Keys and values of the words alone: concept ablation, UCE, ESD-x-strict. */
    WORD_KEYS_AND_VALUES(name -> name.contains("attn2.to_k") || name.contains("attn2.to_v")),
    /** All linear and convolution layers but those of the attention to words, no norms: ESD-u. */
    UNCONDITIONAL(name -> !name.contains("attn2") && !name.matches("(.*\\.)?(conv_)?norm\\w*\\.(weight|bias)"));

    private final Predicate<String> includes;

    UNetPart(Predicate<String> includes) {
        this.includes = includes;
    }

    /** Whether a parameter of this name belongs to it. */
    public boolean includes(String parameter) {
        return includes.test(parameter);
    }

    /** Its parameters of a U-Net. */
    public List<Parameter> of(UNet2DConditionModel unet) {
        return unet.parameters().stream()
                .filter(parameter -> includes(parameter.name()))
                .toList();
    }
}
