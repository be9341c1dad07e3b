/**
 * Codecs: text lines as they came, and any other record through Kryo. The only package that knows
 * Kryo. Codecs are thread-safe; an encoder or iterator belongs to the thread that uses it. Imports
 * dev.millrace.rdd, dev.millrace.rdd.function, dev.millrace.time and Kryo.
 */
package dev.millrace.rdd.codec;
