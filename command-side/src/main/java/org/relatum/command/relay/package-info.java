/**
 * Kafka out: every event once and in order per stream, and the current rows of the read models. A partition of the feed's topics is a
 * shard; one node works on it at a time, and how far it is stands in Kafka, written by the transaction that sends.
 */
@NullMarked
package org.relatum.command.relay;

import org.jspecify.annotations.NullMarked;
