package dev.millrace.testkit.driver;

import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.scheduler.DriverSettings;

/**
 * How a simulated process is set up. <em>Immutable.</em>
 *
 * @param driver what the driver is to know
 * @param receivers how receivers work
 * @param executorCount executors in the process, each a failure domain
 * @param segmentBytesMax about the length of the logs' segments
 */
public record ProcessSettings(
    DriverSettings driver, ReceiverSettings receivers, int executorCount, int segmentBytesMax) {}
