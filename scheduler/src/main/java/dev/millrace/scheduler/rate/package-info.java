/**
 * How fast inputs may bring records in, estimated from how batches went. Plain arithmetic and one
 * controller, owned by the driver thread. Imports batch information and the tracker's commands.
 */
package dev.millrace.scheduler.rate;
