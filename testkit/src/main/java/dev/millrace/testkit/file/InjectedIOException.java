package dev.millrace.testkit.file;

import java.io.IOException;

/** What a disk's planned fault throws: in all else an ordinary failure of input or output. */
public final class InjectedIOException extends IOException {
  private static final long serialVersionUID = 1L;

  InjectedIOException(InjectedFault injected) {
    super(
        injected.path()
            + ": "
            + injected.operation()
            + " failed at operation "
            + injected.operationNumber()
            + (injected.fault().kind() == FileFault.Kind.NO_SPACE
                ? " (No space left on device)"
                : " (Input/output error)"));
  }
}
