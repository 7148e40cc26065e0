/** What the commands have to know about the terminal they run in. */
@NullMarked
package dev.heddle.examples.console;

import org.jspecify.annotations.NullMarked;
