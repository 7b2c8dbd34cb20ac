/** Examples of the library as a program uses it: each main stands alone and reads as documentation. */
package io.github.fttp.examples.api;
