/**
 * Channels and select: alone, in pairs, over many cases.
 *
 * <pre>java -jar benchmarks/target/benchmarks.jar channels -prof gc</pre>
 */
@NullMarked
package dev.heddle.benchmarks.channels;

import org.jspecify.annotations.NullMarked;
