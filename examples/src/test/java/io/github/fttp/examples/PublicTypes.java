package io.github.fttp.examples;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The types that are public, and why. A type is where another package uses it, or where it stands in the signature of a
 * public type that is explained. The others are promises to users alone, or found by name: those are in {@code
 * public-types.txt}, and nothing else is.
 */
final class PublicTypes {
    private PublicTypes() {}

    /** Names of the public types. */
    static Set<String> all(JavaClasses classes) {
        return classes.stream()
                .filter(each -> each.isTopLevelClass() && isPublic(each.getModifiers()))
                .map(JavaClass::getName)
                .filter(name -> !name.contains(".jmh_generated."))
                .filter(name -> !name.contains(".metrics.spark.")) // found as a service, in builds with Spark alone
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names of the types that other packages need, or that stand in the signature of one of those or of {@code named}. */
    static Set<String> explained(JavaClasses classes, Set<String> named) {
        Set<String> caught = caughtElsewhere(classes);
        Deque<JavaClass> next = new ArrayDeque<>();
        classes.stream()
                .filter(each -> isUsedElsewhere(each) || caught.contains(each.getName()) || named.contains(top(each)))
                .forEach(next::add);
        Set<JavaClass> explained = new HashSet<>();
        while (!next.isEmpty()) {
            JavaClass each = next.pop();
            if (!explained.add(each)) continue;
            signature(each)
                    .map(type -> type.getBaseComponentType().getName())
                    .filter(name -> classes.contain(name))
                    .map(classes::get)
                    .forEach(next::push);
        }
        return explained.stream().map(PublicTypes::top).collect(Collectors.toSet());
    }

    /** Exceptions that a class of another package catches: no dependency as ArchUnit counts them. */
    private static Set<String> caughtElsewhere(JavaClasses classes) {
        return classes.stream()
                .flatMap(each -> each.getCodeUnits().stream())
                .flatMap(code -> code.getTryCatchBlocks().stream()
                        .flatMap(block -> block.getCaughtThrowables().stream())
                        .filter(fault ->
                                !fault.getPackageName().equals(code.getOwner().getPackageName())))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    }

    /** Names in the list; what follows a {@code #} says why. */
    static Set<String> listed() {
        try (InputStream list = PublicTypes.class.getResourceAsStream("public-types.txt")) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isUsedElsewhere(JavaClass each) {
        return each.getDirectDependenciesToSelf().stream()
                .anyMatch(use -> !use.getOriginClass().getPackageName().equals(each.getPackageName()));
    }

    /** Types that whoever holds a value of this type can meet: its supertypes, and what its public members take and give. */
    private static Stream<JavaClass> signature(JavaClass each) {
        Stream<JavaClass> above = Stream.concat(each.getRawInterfaces().stream(), each.getRawSuperclass().stream());
        Stream<JavaClass> members = each.getMembers().stream()
                .filter(member ->
                        isPublic(member.getModifiers()) || member.getModifiers().contains(JavaModifier.PROTECTED))
                .flatMap(PublicTypes::types)
                .flatMap(type -> type.getAllInvolvedRawTypes().stream());
        return Stream.concat(above, members);
    }

    private static Stream<? extends JavaType> types(JavaMember member) {
        if (member instanceof JavaField field) return Stream.of(field.getType());
        JavaCodeUnit code = (JavaCodeUnit) member;
        return Stream.concat(
                Stream.of(code.getReturnType()),
                Stream.concat(code.getParameterTypes().stream(), code.getExceptionTypes().stream()));
    }

    private static String top(JavaClass each) {
        return each.getName().replaceFirst("\\$.*", "");
    }

    private static boolean isPublic(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC);
    }
}
