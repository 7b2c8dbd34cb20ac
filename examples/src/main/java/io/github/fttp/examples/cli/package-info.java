/**
 * Parts that all commands share: help, {@code --version}, what is said of wrong usage, completion. Nothing here knows a
 * single command.
 *
 * <p>How an option is declared: {@code @Under} names its heading in the help, at the option or at the class that holds it. Its
 * description says what it is and its unit; its default is added where it has one, and a default in words is written out: {@code
 * (default: the model's own)}. A command ends its help with one line that works,
 * {@code footer = "fttp NAME --option value ..."}. An empty value is refused unless {@code @MayBeEmpty} stands at the
 * option. What has no effect beside other options is refused in the {@link io.github.fttp.examples.cli.Checked#check check}
 * of the class that holds the option (or of the command, if other options decide), which also looks at the ranges of
 * numbers and names the option in each message. Tests go through all commands and hold them to this.
 */
package io.github.fttp.examples.cli;
