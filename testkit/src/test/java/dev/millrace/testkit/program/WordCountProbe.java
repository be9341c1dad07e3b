package dev.millrace.testkit.program;

import dev.millrace.testkit.run.SeedProbe;

/** The word count. */
final class WordCountProbe extends SeedProbe {
  WordCountProbe() {
    super(WordCount.scenario());
  }
}
