/**
 * What a streaming program tells those who watch it: events as immutable records, and the listener
 * interface. Owned by nobody; events are delivered on the listener thread. Imports the JDK and
 * {@code dev.millrace.time} only.
 */
package dev.millrace.scheduler.listener;
