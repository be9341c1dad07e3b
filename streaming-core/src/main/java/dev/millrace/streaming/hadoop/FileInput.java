package dev.millrace.streaming.hadoop;

import dev.millrace.rdd.RangePart;
import dev.millrace.rdd.function.Function;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.input.LoggedRange;
import dev.millrace.scheduler.input.RangeRequest;
import dev.millrace.streaming.source.DirectSource;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * The files that appear in a directory. A file is in exactly one batch: the first one whose tick is
 * not before its modification and whose listing shows it.
 *
 * <p>Only files that were modified within the remember window are looked at: {@code minRemember},
 * rounded up to batches, before the tick, or before the tick after the last listing if that is
 * longer ago, so that a file is not overlooked for a listing that failed or a program that was
 * down. The files of all batches within that window are recalled, in this life and the following
 * ones, so that none is taken twice; a file that is modified after it has left the window is new
 * again. Files of the second of the start count as new, since many file systems tell no more.
 *
 * @param <T> the type of the records
 */
public final class FileInput<T> implements DirectSource<List<FoundFile>, T> {

  private final Directory directory;
  private final boolean newFilesOnly;
  private final Duration minRemember;
  private final FileReader<T> reader;

  /** How the records of a file are read. */
  @FunctionalInterface
  interface FileReader<T> {
    RangePart<T> of(FoundFile file);
  }

  /**
   * An input that has found nothing.
   *
   * @param filter says of each file's path whether it counts
   * @param newFilesOnly whether files that were there before the program's first start count not
   * @param minRemember how long files are remembered at least
   */
  FileInput(
      Path directory,
      Function<Path, Boolean> filter,
      boolean newFilesOnly,
      Duration minRemember,
      HadoopSettings settings,
      FileReader<T> reader) {
    this.directory = new Directory(directory, filter, settings);
    this.newFilesOnly = newFilesOnly;
    this.minRemember = minRemember;
    this.reader = reader;
  }

  @Override
  public List<FoundFile> latest(RangeRequest request) throws Exception {
    return directory.list();
  }

  @Override
  public InputRange plan(RangeRequest request, List<FoundFile> latest) {
    Optional<Position> last = request.newest().map(LoggedRange::range).map(Position::of);
    long since =
        last.map(Position::since)
            .orElseGet(() -> newFilesOnly ? beforeSecondOf(request.started()) : Long.MIN_VALUE);
    Duration remember = rememberDuration(request.batchDuration());
    Time due = earlier(request.tick(), tickAfter(request, last.map(Position::listed)));
    long after = Math.max(since, due.minus(remember).milliseconds());
    Set<String> taken = pathsAfter(after, request.logged());
    List<String> chosen =
        latest.stream()
            .filter(file -> file.modifiedMillis() > after)
            .filter(file -> file.modifiedMillis() <= request.tick().milliseconds())
            .filter(file -> !taken.contains(file.path()))
            .sorted(FoundFile.ORDER)
            .map(FoundFile::toString)
            .toList();
    return new InputRange(
        new Position(since, request.tick()).toString(),
        chosen,
        0,
        Optional.of(request.tick().minus(remember)));
  }

  /** Whole batches, so that a file is as long in the window whatever its time within a batch. */
  private Duration rememberDuration(Duration batchDuration) {
    long batch = batchDuration.toMillis();
    long batches = (minRemember.toMillis() + batch - 1) / batch;
    return batchDuration.multipliedBy(Math.max(1, batches));
  }

  /**
   * File systems round times of modification down, to a second at the coarsest that are in use: a
   * file that is written right after the start may seem to be that much older.
   */
  private static long beforeSecondOf(Time started) {
    return started.floor(Duration.ofSeconds(1)).milliseconds() - 1;
  }

  /** The tick after the last listing; without one the first tick after the start. */
  private static Time tickAfter(RangeRequest request, Optional<Time> listed) {
    return listed
        .orElseGet(() -> request.started().floor(request.batchDuration(), request.zeroTime()))
        .plus(request.batchDuration());
  }

  private static Time earlier(Time first, Time second) {
    return first.less(second) ? first : second;
  }

  /** Batches before that have no file that could be found again, unless it was modified since. */
  private static Set<String> pathsAfter(long millis, List<LoggedRange> ranges) {
    Set<String> paths = new HashSet<>();
    for (LoggedRange logged : ranges) {
      if (logged.batchTime().milliseconds() > millis) {
        logged.range().parts().forEach(part -> paths.add(FoundFile.parse(part).path()));
      }
    }
    return paths;
  }

  @Override
  public Map<String, Object> metadata(InputRange range) {
    List<String> files = range.parts().stream().map(FoundFile::parse).map(FoundFile::path).toList();
    return Map.of("files", files, "Description", String.join("\n", files));
  }

  @Override
  public RangePart<T> reader(String part) {
    return reader.of(FoundFile.parse(part));
  }

  /**
   * Where planning goes on.
   *
   * @param since files that were modified then or before never count
   * @param listed the tick of the last listing
   */
  private record Position(long since, Time listed) {

    static Position of(InputRange range) {
      String[] fields = range.position().split(" ", 2);
      return new Position(Long.parseLong(fields[0]), new Time(Long.parseLong(fields[1])));
    }

    @Override
    public String toString() {
      return since + " " + listed.milliseconds();
    }
  }
}
