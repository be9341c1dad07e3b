/**
 * Files through Hadoop's file systems: the text output behind {@code saveAsTextFile}. The only
 * package of the module that knows Hadoop. The caller's thread prepares and commits, executors'
 * threads write. Imports dev.millrace.rdd and Hadoop.
 */
package dev.millrace.rdd.hadoop;
