/**
 * The engine that runs lineage inside this process: stages cut at shuffles, tasks on the slots of
 * in-process executors, shuffle outputs, kept partitions, recomputation of what is lost.
 *
 * <p>Plain logic: threads, and the block stores of the executors, come in as arguments, so that
 * with an executor that runs everything on the calling thread a job runs single-threaded and in one
 * fixed order. What jobs share is owned by {@code TaskScheduler} under its one lock; a task owns
 * its iterators. Imports {@code dev.millrace.rdd} and its {@code function} package.
 */
package dev.millrace.rdd.local;
