package dev.millrace.wal;

import java.util.concurrent.CompletableFuture;

/** A record that waits to become durable, and the promise given for it. */
record PendingAppend(LogEntry entry, CompletableFuture<LogPosition> durable) {}
