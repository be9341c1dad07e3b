/**
 * A whole streaming process in one simulated life: driver, engine and receivers, all of them
 * production classes, on the world's ports.
 */
package dev.millrace.testkit.driver;
