/** Recognising the folder of a model, of whatever family; what is in it is the family's. */
package io.github.fttp.core.model;
