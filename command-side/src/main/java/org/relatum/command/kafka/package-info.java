/** How Kafka is reached: settings, and clients made by them. What is sent and read stands in {@code relay} and {@code ingest.kafka}. */
@NullMarked
package org.relatum.command.kafka;

import org.jspecify.annotations.NullMarked;
