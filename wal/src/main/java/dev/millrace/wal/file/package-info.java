/**
 * The port to the files that logs and snapshots live in, with its implementations in memory, on
 * java.nio and on Hadoop's file systems; the only package of this module that may import Hadoop.
 * Any thread may use a store; each file has one owner.
 */
package dev.millrace.wal.file;
