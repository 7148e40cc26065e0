/** Programs that show what Heddle is for, each a command of {@link dev.heddle.examples.Main}. */
@NullMarked
package dev.heddle.examples;

import org.jspecify.annotations.NullMarked;
