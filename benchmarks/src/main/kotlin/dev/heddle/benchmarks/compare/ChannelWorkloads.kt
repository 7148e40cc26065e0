package dev.heddle.benchmarks.compare

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout

private const val WAYS = 10

/** Values through channels. */
internal suspend fun runChannels(row: Workload, n: Int) {
    val units = row.units()
    when (row.row()) {
        Row.PING_PONG -> pingPong(n)
        Row.PAIR_0,
        Row.PAIR_1,
        Row.PAIR_16,
        Row.PAIR_128,
        Row.PAIR_1024,
        Row.PAIR_UNBOUNDED -> pairs(row, n, 1)
        Row.ALONE -> alone(row, n, 1)
        Row.FILL -> alone(row, n, units)
        Row.PARALLEL,
        Row.PARALLEL_0 -> pairs(row, n, units)
        Row.TIMED_RECEIVE -> timedReceive(n)
        Row.MANY_4,
        Row.MANY_4_0,
        Row.MANY_100 -> many(row, n, units, units)
        Row.FAN_IN -> many(row, n, units, 1)
        Row.FAN_OUT -> many(row, n, 1, units)
        Row.CHAIN,
        Row.CHAIN_16 -> chain(row, n)
        Row.RING -> ring(row, n)
        Row.SKYNET -> check(coroutineScope { skynet(this, 0, n) }, n.toLong() * (n - 1) / 2)
        else -> throw IllegalArgumentException("not a row of channels: $row")
    }
}

private suspend fun pingPong(n: Int) = coroutineScope {
    val there = Channel<Int>()
    val back = Channel<Int>()
    launch { for (i in 0 until n) back.send(there.receive()) }
    var sum = 0L
    for (i in 0 until n) {
        there.send(value(i))
        sum += back.receive()
    }
    check(sum, sum(n))
}

private suspend fun pairs(row: Workload, n: Int, pairs: Int) = coroutineScope {
    val each = n / pairs
    repeat(pairs) {
        val channel = Channel<Int>(row.capacity())
        launch { sendAll(channel, each) }
        launch { check(receiveAll(channel, each), sum(each)) }
    }
}

private suspend fun alone(row: Workload, n: Int, filling: Int) {
    val channel = Channel<Int>(row.capacity())
    var sum = 0L
    repeat(n / filling) {
        sendAll(channel, filling)
        sum += receiveAll(channel, filling)
    }
    check(sum, n / filling * sum(filling))
}

private suspend fun timedReceive(n: Int) = coroutineScope {
    val channel = Channel<Int>()
    launch { sendAll(channel, n) }
    var sum = 0L
    for (i in 0 until n) sum += withTimeout(Row.NEVER_REACHED_MILLIS) { channel.receive() }
    check(sum, sum(n))
}

private suspend fun many(row: Workload, n: Int, senders: Int, receivers: Int) {
    val channel = Channel<Int>(row.capacity())
    val sums = LongArray(receivers)
    coroutineScope {
        repeat(senders) { launch { sendAll(channel, n / senders) } }
        for (i in 0 until receivers) {
            launch { sums[i] = receiveAll(channel, n / receivers) }
        }
    }
    check(sums.sum(), senders * sum(n / senders))
}

private suspend fun chain(row: Workload, n: Int) = coroutineScope {
    val values = n / row.units()
    val first = Channel<Int>(row.capacity())
    var last = first
    repeat(row.units()) {
        val from = last
        val to = Channel<Int>(row.capacity())
        launch { for (i in 0 until values) to.send(from.receive()) }
        last = to
    }
    launch { sendAll(first, values) }
    check(receiveAll(last, values), sum(values))
}

private suspend fun ring(row: Workload, n: Int) = coroutineScope {
    val laps = n / row.units()
    val first = Channel<Int>()
    var last = first
    for (i in 1 until row.units()) {
        val from = last
        val to = Channel<Int>()
        launch { for (j in 0 until laps) to.send(from.receive() + 1) }
        last = to
    }
    var token = 0
    for (j in 0 until laps) {
        first.send(token)
        token = last.receive() + 1
    }
    check(token.toLong(), n.toLong())
}

private suspend fun skynet(scope: CoroutineScope, number: Int, size: Int): Long {
    if (size == 1) return number.toLong()
    val part = size / WAYS
    val results = Channel<Int>()
    val sums = LongArray(WAYS)
    for (i in 0 until WAYS) {
        scope.launch {
            sums[i] = skynet(scope, number + i * part, part)
            results.send(i)
        }
    }
    var sum = 0L
    for (i in 0 until WAYS) sum += sums[results.receive()]
    return sum
}
