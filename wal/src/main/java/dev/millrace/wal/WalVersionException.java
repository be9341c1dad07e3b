package dev.millrace.wal;

import java.io.IOException;
import java.util.Locale;

/**
 * A file was written by another version of Millrace or of the program, so its bytes are not
 * touched.
 */
public final class WalVersionException extends IOException {
  private static final long serialVersionUID = 1L;

  WalVersionException(String file, String what, int found, int known) {
    super(
        String.format(
            Locale.ROOT,
            "%s has %s %d (%#x), this program reads %d (%#x):"
                + " run the version that wrote it, or restore the file if it should be of this version",
            file,
            what,
            found,
            found,
            known,
            known));
  }
}
