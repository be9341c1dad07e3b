/**
 * What the plain classes of this module take from the world around them: threads, timers and a
 * monitor. The host package has the real ones, a simulation brings its own.
 */
package dev.millrace.receiver.port;
