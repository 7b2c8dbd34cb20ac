package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import java.util.List;
import java.util.Set;

/**
 * Pooled text and an image's {@link Framing} as a vector that is added to the time's, as SDXL has it. Source: {@code
 * addition_embed_type} "text_time" of diffusers' {@code UNet2DConditionModel}.
 */
record AddedEmbedding(Waves waves, int in, TimeEmbedding layers) implements Module {
    private static final Set<String> NAMES = Set.of(Conditioning.TEXT_EMBEDS, Conditioning.TIME_IDS);

    static AddedEmbedding of(Weights weights, String name, UNetConfig config) {
        UNetConfig.Addition addition = config.addition();
        return new AddedEmbedding(
                new Waves(addition.waves(), config.flipSinToCos(), config.freqShift()),
                addition.width(),
                // The reference's activation here is fixed.
                TimeEmbedding.of(weights, name, addition.width(), Activation.SILU, config.timeWidth()));
    }

    /**
     * {@code text_embeds [B, W]} and {@code time_ids [B, N]} to {@code [B, timeWidth]}; no gradient goes to the latter.
     *
     * @throws IllegalArgumentException if the conditioning has others, or they have other widths
     */
    Var forward(Tape tape, Conditioning.Vars conditioning) {
        if (!conditioning.added().keySet().equals(NAMES)) {
            throw new IllegalArgumentException("this U-Net takes text_embeds and time_ids beside text states, found "
                    + conditioning.added().keySet());
        }
        Var text = conditioning.added().get(Conditioning.TEXT_EMBEDS);
        Var ids = conditioning.added().get(Conditioning.TIME_IDS);
        int given = text.shape().dim(1) + ids.shape().dim(1) * waves.width();
        if (given != in) {
            throw new IllegalArgumentException("text_embeds of " + text.shape() + " and time_ids of " + ids.shape()
                    + ", each of " + waves.width() + " waves, make " + given + " values, this U-Net takes " + in);
        }
        Var framing = waves.rows(tape, ids.shape().dim(0), ids.value().toArray());
        return layers.forward(tape, Rows.concat(tape, -1, text, framing));
    }

    @Override
    public List<TimeEmbedding> parts() {
        return List.of(layers);
    }
}
