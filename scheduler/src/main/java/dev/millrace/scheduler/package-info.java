/** The driver: which blocks arrived, which batch they belong to, and the jobs of each batch. */
package dev.millrace.scheduler;
