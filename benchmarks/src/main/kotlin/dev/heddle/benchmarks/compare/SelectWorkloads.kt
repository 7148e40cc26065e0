package dev.heddle.benchmarks.compare

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.selects.select

/** Values through whichever channel is ready. */
internal suspend fun runSelects(row: Workload, n: Int) {
    when (row.row()) {
        Row.SELECT_1 -> select1(row, n)
        Row.SELECT_2 -> select2(row, n)
        Row.SELECT_4 -> select4(row, n)
        Row.SELECT_BOTH -> selectBoth(row, n)
        else -> throw IllegalArgumentException("not a row of selects: $row")
    }
}

private suspend fun select1(row: Workload, n: Int) = coroutineScope {
    val channel = Channel<Int>(row.capacity())
    launch { sendAll(channel, n) }
    var sum = 0L
    for (i in 0 until n) {
        sum += select<Int> { channel.onReceive { it } }
    }
    check(sum, sum(n))
}

private suspend fun select2(row: Workload, n: Int) = coroutineScope {
    val a = Channel<Int>(row.capacity())
    val b = Channel<Int>(row.capacity())
    for (channel in listOf(a, b)) launch { sendAll(channel, n / row.units()) }
    var sum = 0L
    for (i in 0 until n) {
        sum += select<Int> {
            a.onReceive { it }
            b.onReceive { it }
        }
    }
    check(sum, row.units() * sum(n / row.units()))
}

private suspend fun select4(row: Workload, n: Int) = coroutineScope {
    val channels = List(row.units()) { Channel<Int>(row.capacity()) }
    for (channel in channels) launch { sendAll(channel, n / row.units()) }
    check(receiveAny(channels, n), row.units() * sum(n / row.units()))
}

private suspend fun selectBoth(row: Workload, n: Int) {
    val channels = List(row.units()) { Channel<Int>(row.capacity()) }
    val sums = LongArray(row.units())
    coroutineScope {
        for (i in sums.indices) {
            launch { sendAny(channels, n / row.units()) }
            launch { sums[i] = receiveAny(channels, n / row.units()) }
        }
    }
    check(sums.sum(), row.units() * sum(n / row.units()))
}

private suspend fun receiveAny(channels: List<Channel<Int>>, n: Int): Long {
    val (a, b, c, d) = channels
    var sum = 0L
    for (i in 0 until n) {
        sum += select<Int> {
            a.onReceive { it }
            b.onReceive { it }
            c.onReceive { it }
            d.onReceive { it }
        }
    }
    return sum
}

private suspend fun sendAny(channels: List<Channel<Int>>, n: Int) {
    val (a, b, c, d) = channels
    for (i in 0 until n) {
        val value = value(i)
        select<Unit> {
            a.onSend(value) {}
            b.onSend(value) {}
            c.onSend(value) {}
            d.onSend(value) {}
        }
    }
}
