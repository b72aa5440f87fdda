/** Kafka out and in, with a real broker. */
@NullMarked
package org.relatum.server.kafka;

import org.jspecify.annotations.NullMarked;
