package io.github.fttp.examples.quickstart;

import io.github.fttp.core.image.Picture;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.diffusion.train.LatentSample;
import java.util.List;

/**
 * What a model draws and knows at one moment. Errors are of the noise it sees in latents, squared, at the middle of each
 * quarter of the time steps; who says no noise at all is off by 1.
 *
 * @param underMask in pictures of the target, where it stands
 * @param outside in the same pictures, everywhere else
 * @param others in pictures of the other characters and of landscapes
 * @param pictures of {@link PictureExercise#prompts}, each of the same seed at all moments
 */
record PictureExam(String name, double underMask, double outside, double others, List<Picture> pictures) {
    /**
     * @param target samples of {@link PictureExercise#target}
     * @param others samples of {@link PictureExercise#others}
     */
    static PictureExam of(String name, SmallDiffusion model, List<LatentSample> target, List<LatentSample> others) {
        // One at a time: its four time steps make a batch of the size that training has, whose kernels are there
        // already.
        Knowledge ofTarget = Knowledge.of(model.trainee(), target, 1);
        Knowledge ofOthers = Knowledge.of(
                model.trainee(), others.stream().map(LatentSample::unmarked).toList(), 1);
        return new PictureExam(
                name,
                ofTarget.conceptLoss(),
                ofTarget.restLoss(),
                ofOthers.restLoss(),
                model.pictures(PictureExercise.prompts()));
    }
}
