/**
 * What runtimes do that have little to do: how late a unit runs that is woken, and what it costs to
 * wait. The command is {@link dev.heddle.benchmarks.lightload.LightLoad}.
 *
 * <p>A <em>unit</em> is a goroutine, a virtual thread or a coroutine.
 */
package dev.heddle.benchmarks.lightload;
