package dev.millrace.scheduler.listener;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one input stream brings into a batch. <em>Immutable.</em>
 *
 * @param inputStreamId the input stream
 * @param numRecords records, 0 when their number is not known before they are read
 * @param metadata what is known of the input; the value at {@link #METADATA_KEY_DESCRIPTION} is
 *     shown to people
 */
public record StreamInputInfo(int inputStreamId, long numRecords, Map<String, Object> metadata) {

  /** The key of the metadata that describes the input to people. */
  public static final String METADATA_KEY_DESCRIPTION = "Description";

  public StreamInputInfo {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    if (numRecords < 0) {
      throw new IllegalArgumentException("numRecords must not be negative: " + numRecords);
    }
  }

  /** The description for people, empty if there is none. */
  public String metadataDescription() {
    return String.valueOf(metadata.getOrDefault(METADATA_KEY_DESCRIPTION, ""));
  }
}
