package dev.heddle.benchmarks.compare

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch

private const val MASK = 127

internal fun value(i: Int): Int = i and MASK

internal fun sum(n: Int): Long {
    val rest = (n % (MASK + 1)).toLong()
    return (n / (MASK + 1)).toLong() * MASK * (MASK + 1) / 2 + rest * (rest - 1) / 2
}

internal fun check(actual: Long, expected: Long) =
    check(actual == expected) { "wrong result: $actual, not $expected" }

internal suspend fun sendAll(channel: Channel<Int>, n: Int) {
    for (i in 0 until n) channel.send(value(i))
}

internal suspend fun receiveAll(channel: Channel<Int>, n: Int): Long {
    var sum = 0L
    for (i in 0 until n) sum += channel.receive()
    return sum
}

/** Runs it on so many coroutines, or right here if it is one, until all have ended. */
internal suspend fun together(units: Int, n: Int, body: suspend (Int) -> Unit) {
    if (units == 1) body(n)
    else coroutineScope { repeat(units) { launch { body(n / units) } } }
}
