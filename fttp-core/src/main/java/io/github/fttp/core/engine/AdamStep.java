package io.github.fttp.core.engine;

/**
 * The numbers of one step of Adam or AdamW:
 *
 * <pre>{@code
 * g  = gradientScale * gradient + coupledDecay * p
 * m  = beta1 m + (1 - beta1) g
 * v  = beta2 v + (1 - beta2) g^2
 * p -= rate * decoupledDecay * p
 * p -= rate / (1 - beta1^step) * m / (sqrt(v / (1 - beta2^step)) + epsilon)
 * }</pre>
 *
 * @param step counted from 1
 * @param gradientScale what clipping leaves of the gradient
 * @param coupledDecay Adam's decay, through the gradient; 0 for AdamW
 * @param decoupledDecay AdamW's decay, on the weight; 0 for Adam
 */
public record AdamStep(
        double rate,
        double beta1,
        double beta2,
        double epsilon,
        int step,
        double gradientScale,
        double coupledDecay,
        double decoupledDecay) {}
