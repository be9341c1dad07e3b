package dev.millrace.examples;

/** Adds up what the batches counted. <em>Thread-safe.</em> */
final class WordTotals {

  private long batches;
  private long words;

  /** Counts one batch with so many words. */
  synchronized void add(long wordsInBatch) {
    batches++;
    words += wordsInBatch;
  }

  synchronized long batches() {
    return batches;
  }

  synchronized String summary() {
    return "Counted " + words + " words in " + batches + " batches.";
  }
}
