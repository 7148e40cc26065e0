/** {@code watch}: what schedulers in other processes do, read from their counters. */
@NullMarked
package dev.heddle.examples.watch;

import org.jspecify.annotations.NullMarked;
