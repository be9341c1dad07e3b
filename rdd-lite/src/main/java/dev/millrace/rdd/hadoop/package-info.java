/**
 * Files through Hadoop's file systems: the text output behind {@code saveAsTextFile}, and files of
 * records for checkpoints and object files. The only package of the module that knows Hadoop. The
 * caller's thread prepares and commits, executors' threads write and read. Imports dev.millrace.rdd
 * and its codec, and Hadoop.
 */
package dev.millrace.rdd.hadoop;
