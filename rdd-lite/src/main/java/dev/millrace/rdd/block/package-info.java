/**
 * The block store of an executor: blocks in memory up to a bound, and on disk. Thread-safe, without
 * threads of its own: whoever puts a block does the work that makes room for it. Imports
 * dev.millrace.rdd and slf4j.
 */
package dev.millrace.rdd.block;
