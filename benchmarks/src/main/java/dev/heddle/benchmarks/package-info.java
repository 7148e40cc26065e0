/** What the benchmarks of all modules share. */
package dev.heddle.benchmarks;
