/**
 * Files of any file system that Hadoop knows as inputs: which files a batch has, and how they are
 * read. Directories are listed on threads of the driver's that wait for inputs, files are read in
 * tasks. Imports the port of direct inputs and Hadoop's file systems.
 */
package dev.millrace.streaming.hadoop;
