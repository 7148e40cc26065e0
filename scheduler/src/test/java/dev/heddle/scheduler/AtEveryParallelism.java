package dev.heddle.scheduler;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test with a parameter: one worker, as many as processors here, more, and many more. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "parallelism {0}")
@ValueSource(ints = {1, 2, 4, 64})
@interface AtEveryParallelism {}
