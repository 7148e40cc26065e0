/** What may depend on what, as a test. */
@NullMarked
package dev.heddle.architecture;

import org.jspecify.annotations.NullMarked;
