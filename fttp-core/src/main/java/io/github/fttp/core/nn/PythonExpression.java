package io.github.fttp.core.nn;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Spells a regular expression of Python's {@code re} Java's way. Of what expressions for names of modules use, look-ahead
 * among it, other are named groups, comments, {@code {,n}}, braces that repeat nothing, and what is literal in a character
 * class; Java has no conditions.
 */
final class PythonExpression {
    private static final Pattern REPETITION = Pattern.compile("\\{(?:\\d+(?:,\\d*)?|,\\d*)\\}");

    private final String python;
    private final StringBuilder java = new StringBuilder();
    /** Names may have underscores, which Java's may not: each group is called by its number here. */
    private final Map<String, Integer> groups = new HashMap<>();

    private int at;

    private PythonExpression(String python) {
        this.python = python;
    }

    /**
     * The expression in Java's syntax, whose faults Java finds itself where none of the differences is concerned.
     *
     * @throws PatternSyntaxException if it has a condition, or a group or a comment that is faulty
     */
    static String toJava(String python) {
        return new PythonExpression(python).translated();
    }

    private String translated() {
        while (at < python.length()) {
            if (skips("(?P<")) java.append("(?<").append(defined(upTo('>'))).append('>');
            else if (skips("(?P=")) java.append("\\k<").append(known(upTo(')'))).append('>');
            else if (skips("(?#")) upTo(')');
            else if (skips("(?(")) throw refuse("a condition, (?(...)...), which is not supported here");
            else if (python.charAt(at) == '{') braces();
            else if (skips("[")) characterClass();
            else copy();
        }
        return java.toString();
    }

    /** A class to its end; in Java's, a bracket would begin a class inside it and {@code &&} intersect two. */
    private void characterClass() {
        java.append('[');
        if (skips("^")) java.append('^');
        if (skips("]")) java.append("\\]"); // in the first place it does not end the class
        while (at < python.length()) {
            if (skips("]")) {
                java.append(']');
                return;
            }
            if (python.charAt(at) == '[' || python.charAt(at) == '&') java.append('\\');
            copy();
        }
    }

    /** A number of repetitions, whose least is 0 where it is left out; or a brace as it stands. */
    private void braces() {
        Matcher repetition = REPETITION.matcher(python).region(at, python.length());
        if (repetition.lookingAt()) {
            java.append(repetition.group().replace("{,", "{0,"));
            at = repetition.end();
        } else {
            java.append("\\{");
            at++;
        }
    }

    /** Copies a character, with what it escapes. */
    private void copy() {
        int end = Math.min(python.length(), at + (python.charAt(at) == '\\' ? 2 : 1));
        java.append(python, at, end);
        at = end;
    }

    private boolean skips(String next) {
        boolean there = python.startsWith(next, at);
        if (there) at += next.length();
        return there;
    }

    private String upTo(char last) {
        int end = python.indexOf(last, at);
        if (end < 0) throw refuse("a group or comment without its end, " + last);
        String text = python.substring(at, end);
        at = end + 1;
        return text;
    }

    private String defined(String group) {
        Integer before = groups.putIfAbsent(group, groups.size());
        if (before != null) throw refuse("the group " + group + " is defined twice");
        return known(group);
    }

    private String known(String group) {
        Integer number = groups.get(group);
        if (number == null) throw refuse("the group " + group + " is not defined");
        return "python" + number;
    }

    private PatternSyntaxException refuse(String why) {
        return new PatternSyntaxException(why, python, at);
    }
}
