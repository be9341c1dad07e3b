package dev.millrace.rdd;

/** An executor as the driver knows it. <em>Immutable.</em> */
public record ExecutorInfo(String executorId, String host) {}
