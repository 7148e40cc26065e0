package dev.heddle.benchmarks

import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

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

    /** Cancels them, and returns when they have ended. */
    @JvmStatic
    fun endAll(jobs: List<Job>) {
        jobs.forEach { it.cancel() }
        runBlocking { jobs.joinAll() }
    }
}
