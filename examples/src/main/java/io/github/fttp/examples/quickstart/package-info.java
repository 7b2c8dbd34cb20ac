/** A little world of invented characters, a small LLaVA that is taught who they are, and how it forgets one of them. */
package io.github.fttp.examples.quickstart;
