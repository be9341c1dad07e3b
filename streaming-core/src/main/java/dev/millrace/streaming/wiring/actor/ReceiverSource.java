package dev.millrace.streaming.wiring.actor;

import dev.millrace.rdd.RecordCodec;
import dev.millrace.receiver.Receiver;

/**
 * A receiver and how the records of its blocks are written and read: both sides share one codec,
 * because what a codec has written it can read again. <em>Immutable.</em>
 */
public record ReceiverSource<T>(Receiver<T> receiver, RecordCodec<T> codec) {}
