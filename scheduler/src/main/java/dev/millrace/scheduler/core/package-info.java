/**
 * The whole driver as plain classes: its state and how its parts are wired. Runs on one thread that
 * somebody else provides, under any clock. Imports all plain packages of this module, no actors and
 * no host.
 */
package dev.millrace.scheduler.core;
