package dev.millrace.testkit.file;

import java.io.IOException;

/**
 * One operation as the disk may carry it out: as a whole, in part, or without what it promises.
 *
 * @param <T> what it returns
 */
interface DiskCall<T> {
  /** Carries it out. */
  T whole() throws IOException;

  /** Carries part of it out, before it fails or its process dies. */
  default void part() throws IOException {}

  /** What a failure leaves behind; by default what a part does. */
  default void failed() throws IOException {
    part();
  }

  /** Carries it out as the fault wants it, where that is neither a failure nor a death. */
  default T altered(FileFault.Kind kind) throws IOException {
    throw new IllegalStateException("no operation of this kind can suffer " + kind);
  }
}
