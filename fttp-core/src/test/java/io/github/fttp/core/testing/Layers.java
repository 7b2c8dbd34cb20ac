package io.github.fttp.core.testing;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The packages of a module in layers: each may know those of the layers below it, and none beside it. */
public final class Layers {
    private final String root;
    private final Map<String, Integer> levels = new HashMap<>();
    private final JavaClasses classes;

    private Layers(String root, List<List<String>> fromTheLowest) {
        this.root = root;
        for (int level = 0; level < fromTheLowest.size(); level++) {
            for (String name : fromTheLowest.get(level)) levels.put(name.isEmpty() ? root : root + "." + name, level);
        }
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(root);
    }

    /**
     * @param root the module's package
     * @param fromTheLowest names of the packages in it, the module's own as an empty one
     */
    public static Layers of(String root, List<List<String>> fromTheLowest) {
        return new Layers(root, fromTheLowest);
    }

    /** The packages that are in no layer. */
    public Set<String> unlisted() {
        Set<String> unlisted = new TreeSet<>();
        classes.forEach(each -> unlisted.add(each.getPackageName()));
        unlisted.removeAll(levels.keySet());
        return unlisted;
    }

    /** The dependencies on a package of the same layer or of one above. */
    public List<String> violations() {
        return classes.stream()
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .filter(this::isUpwards)
                .map(Dependency::getDescription)
                .sorted()
                .toList();
    }

    private boolean isUpwards(Dependency dependency) {
        String from = dependency.getOriginClass().getPackageName();
        String to = dependency.getTargetClass().getPackageName();
        boolean within = to.equals(root) || to.startsWith(root + ".");
        return within && !from.equals(to) && levels.get(from) <= levels.get(to);
    }
}
