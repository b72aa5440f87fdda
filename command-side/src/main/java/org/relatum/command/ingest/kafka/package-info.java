/** Kafka in: messages of configured topics become commands. */
@NullMarked
package org.relatum.command.ingest.kafka;

import org.jspecify.annotations.NullMarked;
