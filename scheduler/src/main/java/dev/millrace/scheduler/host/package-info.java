/**
 * The driver as it runs on a machine: its threads, its clock and the assembly of its parts. Imports
 * all packages of this module; no other package of the module imports it.
 */
package dev.millrace.scheduler.host;
