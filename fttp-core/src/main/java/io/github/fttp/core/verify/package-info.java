/** Reference cases: what one is, how values are compared, and the kinds that this module can check. */
package io.github.fttp.core.verify;
