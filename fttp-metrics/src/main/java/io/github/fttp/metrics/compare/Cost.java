package io.github.fttp.metrics.compare;

/**
 * The cost of a run; another time another. Of one that was resumed it is that of the whole.
 *
 * @param seconds of the run without the questions afterwards, on one thread, with other runs beside it
 * @param peakBytes most memory of tensors at a time, without weights that are mapped from their files
 * @param following seconds of those that it took to follow the run on data that it does not train on
 * @param passes samples that the method sent forward through the model, and through its base where the method asks for that
 * @param given samples that the method was given, to forget and to keep
 */
public record Cost(Trial trial, double seconds, long peakBytes, double following, long passes, int given) {}
