/**
 * A streaming program of a user's, run through seeded crashes, power losses, bad disks and bad
 * networks: the program is described with the public API, once in each life of its process, and
 * everything below that is production's. Imports the world, the simulated process and streaming's
 * public API.
 */
package dev.millrace.testkit.program;
