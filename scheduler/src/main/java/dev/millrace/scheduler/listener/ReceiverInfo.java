package dev.millrace.scheduler.listener;

/**
 * A receiver as the driver knows it. <em>Immutable.</em>
 *
 * @param streamId the input stream it feeds
 * @param name its class and stream, "SocketReceiver-0" for one
 * @param active whether it is admitted and running
 * @param location the host it runs or last ran on, empty before the first start
 * @param executorId the executor it runs or last ran on, empty before the first start
 * @param lastErrorMessage what it said when it last reported an error, empty if never
 * @param lastError the error at length, a stack trace as a rule, empty if never
 * @param lastErrorTime when, in milliseconds since the epoch, -1 if never
 */
public record ReceiverInfo(
    int streamId,
    String name,
    boolean active,
    String location,
    String executorId,
    String lastErrorMessage,
    String lastError,
    long lastErrorTime) {}
