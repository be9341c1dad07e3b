package dev.millrace.scheduler.log;

import dev.millrace.scheduler.input.InputRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The bytes of ranges of direct inputs. */
public final class RangeCodec {

  private RangeCodec() {}

  /** {@code position, parts × text, recordCount, recall (ms)}. */
  public static void write(BinaryWriter out, InputRange range) {
    out.writeText(range.position()).writeCount(range.parts().size());
    range.parts().forEach(out::writeText);
    out.writeCount(range.recordCount()).writeCount(range.recall().toMillis());
  }

  public static InputRange read(BinaryReader in) {
    String position = in.readText();
    List<String> parts = new ArrayList<>();
    for (int left = in.readLength(); left > 0; left--) {
      parts.add(in.readText());
    }
    return new InputRange(position, parts, in.readCount(), Duration.ofMillis(in.readCount()));
  }

  /** {@code streams × (stream, range)}. */
  public static void writeAll(BinaryWriter out, Map<Integer, InputRange> ranges) {
    out.writeCount(ranges.size());
    ranges.forEach(
        (stream, range) -> {
          out.writeCount(stream);
          write(out, range);
        });
  }

  public static SortedMap<Integer, InputRange> readAll(BinaryReader in) {
    TreeMap<Integer, InputRange> ranges = new TreeMap<>();
    for (int left = in.readLength(); left > 0; left--) {
      ranges.put(in.readIntCount(), read(in));
    }
    return Collections.unmodifiableSortedMap(ranges);
  }
}
