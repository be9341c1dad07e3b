/**
 * What a streaming program is written with: the streaming context, streams and their operations.
 */
package dev.millrace.streaming;
