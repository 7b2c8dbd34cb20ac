package io.github.fttp.core.method;

import java.util.List;

/** The library's own methods that know elements only; what needs more lives with a family of models. */
final class StandardMethods {
    private StandardMethods() {}

    static List<MethodEntry<?>> all() {
        return List.of(
                Fttp.ENTRY,
                BoundedFttp.ENTRY,
                KlToBase.ENTRY,
                SpreadFttp.ENTRY,
                NullSpace.FTTP,
                NullSpace.SPREAD,
                SmoothedFttp.ENTRY,
                AddedAscent.ENTRY,
                CrossEntropyToBase.ENTRY,
                GradientAscent.ENTRY,
                GradientDescent.ENTRY,
                GradDiff.ENTRY,
                GaKl.ENTRY,
                KlMin.ENTRY,
                Idk.ENTRY,
                Dpo.ENTRY,
                Npo.ENTRY,
                NpoOfMeans.ENTRY,
                SimNpo.ENTRY,
                Wga.ENTRY,
                SatImp.ENTRY,
                Tif.ENTRY,
                Siu.ENTRY,
                Rmu.ENTRY,
                Undial.ENTRY,
                RandomLabel.ENTRY,
                TaskVector.ENTRY,
                MmUnlearner.ENTRY,
                Manu.ENTRY,
                Slug.ENTRY,
                VlEraser.ENTRY);
    }
}
