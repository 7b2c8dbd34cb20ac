package io.github.fttp.mllm.model;

import io.github.fttp.core.Check;
import io.github.fttp.core.nn.Lora;

/** The part of a vision-language model that trains. Its text stands in manifests. */
public sealed interface TrainedPart {
    /** The projector's learning rate beside an adapter that LLaVA's authors use. */
    double PROJECTOR_RATE = 2e-5;

    /** Low-rank adapters on the decoder, with the whole projector beside them at LLaVA's rate of it. */
    static Adapter lora(Lora lora) {
        return new Adapter(lora, PROJECTOR_RATE, false);
    }

    /** The whole projector and nothing else. */
    static TrainedPart projector() {
        return new Projector();
    }

    /** All weights but the image encoder's. */
    static TrainedPart allButVision() {
        return new All(false);
    }

    /** All weights. */
    static TrainedPart all() {
        return new All(true);
    }

    /**
     * Low-rank adapters on the decoder.
     *
     * @param projectorRate the learning rate of the whole projector beside them; 0 leaves it as it is
     * @param sines whether the projector moves by {@linkplain io.github.fttp.core.nn.SineOffsets bounded offsets}
     */
    record Adapter(Lora lora, double projectorRate, boolean sines) implements TrainedPart {
        public Adapter {
            Check.finiteAtLeast(0, projectorRate, "the projector's learning rate");
        }

        /** With another learning rate of the projector; 0 leaves it as it is. */
        public Adapter projectorRate(double rate) {
            return new Adapter(lora, rate, sines);
        }

        /** The projector's rate as a multiple of the optimiser's. */
        public double projectorFactor(double rate) {
            return rate > 0 ? projectorRate / rate : 0;
        }

        /** With a projector that moves by {@linkplain io.github.fttp.core.nn.SineOffsets bounded offsets}. */
        public Adapter withSines() {
            return new Adapter(lora, projectorRate, true);
        }

        @Override
        public String toString() {
            return lora + ", projector at " + projectorRate + (sines ? " by sines" : "");
        }
    }

    /** The whole projector. */
    record Projector() implements TrainedPart {
        @Override
        public String toString() {
            return "projector";
        }
    }

    /** @param vision whether the image encoder is among them */
    record All(boolean vision) implements TrainedPart {
        @Override
        public String toString() {
            return vision ? "all, the vision tower as well" : "all but the vision tower";
        }
    }
}
