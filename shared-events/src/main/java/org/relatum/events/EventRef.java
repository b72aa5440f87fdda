package org.relatum.events;

import java.util.UUID;

/**
 * Names one event for ever: its stream and its place in it.
 *
 * @param stream identifier of the stream
 * @param sequence 0 for the first event of the stream
 */
public record EventRef(UUID stream, long sequence) {}
