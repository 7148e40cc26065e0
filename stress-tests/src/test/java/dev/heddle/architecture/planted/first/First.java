package dev.heddle.architecture.planted.first;

import dev.heddle.architecture.planted.second.Second;

import org.jspecify.annotations.Nullable;

/** One half of a cycle that must be found. */
public final class First {
    @Nullable Second other;
}
