/** What a consumer finds in Kafka, to prove that everything is there. */
@NullMarked
package org.relatum.server.kafka;

import org.jspecify.annotations.NullMarked;
