/**
 * Runs the stress tests at a stated level and judges them together with their broken twins.
 *
 * <p>jcstress alone would call a twin that shows its failure a failed test, and a run that matched
 * no test a success.
 */
@NullMarked
package dev.heddle.stress;

import org.jspecify.annotations.NullMarked;
