package dev.millrace.scheduler.log;

import dev.millrace.scheduler.input.InputRange;
import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The bytes of ranges of direct inputs. */
public final class RangeCodec {

  private RangeCodec() {}

  /** {@code position, parts × text, recordCount, u8 0|1, time to recall from (signed ms) if 1}. */
  public static void write(BinaryWriter out, InputRange range) {
    out.writeText(range.position()).writeCount(range.parts().size());
    range.parts().forEach(out::writeText);
    out.writeCount(range.recordCount());
    out.writeByte(range.recallAfter().isPresent() ? 1 : 0);
    range.recallAfter().ifPresent(time -> out.writeSigned(time.milliseconds()));
  }

  public static InputRange read(BinaryReader in) {
    String position = in.readText();
    List<String> parts = new ArrayList<>();
    for (int left = in.readLength(); left > 0; left--) {
      parts.add(in.readText());
    }
    long recordCount = in.readCount();
    Optional<Time> recallAfter =
        in.readByte() == 1 ? Optional.of(new Time(in.readSigned())) : Optional.empty();
    return new InputRange(position, parts, recordCount, recallAfter);
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
