/** Commands of the drawn world: data in the formats that people have, and the pretraining of small models. */
package io.github.fttp.examples.conceptworld;
