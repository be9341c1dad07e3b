/**
 * Inputs without a receiver: what they are to a program, and those that need nothing but
 * arithmetic. Immutable; planned on the driver, read in tasks. Imports the port of direct inputs
 * and the parts of ranges.
 */
package dev.millrace.streaming.source;
