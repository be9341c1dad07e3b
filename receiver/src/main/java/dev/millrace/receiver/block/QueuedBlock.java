package dev.millrace.receiver.block;

/** A sealed block and the generator that made it. <em>Immutable</em>, but for the generator. */
public record QueuedBlock<T>(SealedBlock block, Generator<T> generator) {}
