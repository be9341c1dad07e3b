/**
 * The port to inputs without a receiver, and what the driver log says of them. Values and an
 * interface; the driver thread owns what is done with them. Imports times only.
 */
package dev.millrace.scheduler.input;
