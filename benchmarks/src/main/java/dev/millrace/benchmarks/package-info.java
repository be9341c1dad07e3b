/** Measurements: JMH benchmarks and side-by-side runs. */
package dev.millrace.benchmarks;
