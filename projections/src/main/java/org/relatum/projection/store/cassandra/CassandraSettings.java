package org.relatum.projection.store.cassandra;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How Cassandra is reached and used, {@code relatum.cassandra.*}.
 *
 * @param contactPoints some of its nodes, {@code host:port}
 * @param localDatacenter the one that reads and writes go to
 * @param user null: without a password
 * @param keyspace of this installation alone
 * @param replication copies of everything in the local data centre, as the keyspace is made with
 * @param buckets into which customers are divided, a power of two; fixed when the tables are made
 * @param lease how long a node that fell silent keeps the right to write
 * @param mostPerCustomer what is written of one customer's row and intervals at once, at most; who needs more is parked. Cassandra
 *     refuses what is larger than half of its commit log's segments
 */
@ConfigurationProperties("relatum.cassandra")
public record CassandraSettings(
        @DefaultValue List<String> contactPoints,
        @DefaultValue("datacenter1") String localDatacenter,
        @Nullable String user,
        @Nullable String password,
        @DefaultValue("relatum") String keyspace,
        @DefaultValue("3") int replication,
        @DefaultValue("256") int buckets,
        @DefaultValue("8s") Duration lease,
        @DefaultValue("4MB") DataSize mostPerCustomer) {
    public CassandraSettings {
        contactPoints = List.copyOf(contactPoints);
        if (Integer.bitCount(buckets) != 1 || buckets < 2 || buckets > 1 << 20) {
            throw new IllegalArgumentException(
                    "relatum.cassandra.buckets has to be a power of two from 2 to 1048576, not " + buckets);
        }
        if (!keyspace.matches("[a-z][a-z0-9_]{0,47}")) {
            throw new IllegalArgumentException(
                    "relatum.cassandra.keyspace has to be a name of at most 48 small letters,"
                            + " digits and underscores, not " + keyspace);
        }
        if (lease.compareTo(Duration.ofSeconds(3)) < 0) {
            throw new IllegalArgumentException("relatum.cassandra.lease has to be 3s or longer");
        }
    }
}
