/**
 * The composition root: builds what a running streaming program is made of, leaves first, and hands
 * each part exactly the ports it uses. The only package of this module that makes threads, clocks
 * and randomness. Any thread may start and stop; imports the modules below, never the streams.
 */
package dev.millrace.streaming.wiring;
