package io.github.fttp.core.nn;

import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression over names of modules, as Python's {@code re} reads it. Matching is bounded by a {@link
 * MatchBudget}.
 */
final class ModuleExpression {
    private static final int SHOWN = 100;

    private final String text;
    private final Pattern pattern;
    private final MatchBudget budget;

    private ModuleExpression(String text, Pattern pattern, MatchBudget budget) {
        this.text = text;
        this.pattern = pattern;
        this.budget = budget;
    }

    /**
     * An expression for whole names.
     *
     * @throws PatternSyntaxException if it is none, or nested too deeply
     */
    static ModuleExpression of(String text, MatchBudget budget) {
        return new ModuleExpression(text, compiled(text, text), budget);
    }

    /**
     * A key of PEFT's {@code rank_pattern}, which matches the end of a name from the name's start or from behind a dot.
     *
     * @throws PatternSyntaxException if it is none, or nested too deeply
     */
    static ModuleExpression key(String text, MatchBudget budget) {
        compiled(text, text); // alone: "a)(b" is none, though it is one in brackets
        return new ModuleExpression(text, compiled(text, "(.*\\.)?(" + text + ")$"), budget);
    }

    private static Pattern compiled(String text, String expression) {
        try {
            return Pattern.compile(PythonExpression.toJava(expression));
        } catch (StackOverflowError e) {
            throw new PatternSyntaxException("it is nested too deeply", text, -1);
        }
    }

    /**
     * Whether the name matches.
     *
     * @throws TooMuchWork if finding out takes more than is allowed
     */
    boolean matches(String name) {
        return matched(name, Matcher::matches);
    }

    /**
     * The number that a group of the expression holds; empty if the name does not match or the number is none.
     *
     * @throws TooMuchWork if finding out takes more than is allowed
     */
    OptionalInt number(String name, String group) {
        String digits = matched(name, matcher -> matcher.matches() ? matcher.group(group) : "");
        boolean number = digits.matches("[0-9]{1,9}");
        return number ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
    }

    private <T> T matched(String name, Function<Matcher, T> how) {
        try {
            return how.apply(pattern.matcher(budget.watched(name)));
        } catch (MatchBudget.Spent | StackOverflowError e) {
            throw new TooMuchWork(text, name);
        } finally {
            budget.ended();
        }
    }

    @Override
    public String toString() {
        return text;
    }

    /** Thrown for an expression that cannot be matched in time. */
    static final class TooMuchWork extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private TooMuchWork(String text, String name) {
            super("the expression \"" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text)
                    + "\" takes too long to match \"" + name
                    + "\", expected one with few repetitions, and none inside of another");
        }
    }
}
