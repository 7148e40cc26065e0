package dev.heddle.benchmarks

import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.launch

/** Coroutines for Java's side. */
object Coroutines {
    /** Starts one that counts down and waits until it is cancelled. */
    @JvmStatic
    @OptIn(DelicateCoroutinesApi::class)
    fun suspended(running: CountDownLatch): Job =
        GlobalScope.launch {
            running.countDown()
            awaitCancellation()
        }
}
