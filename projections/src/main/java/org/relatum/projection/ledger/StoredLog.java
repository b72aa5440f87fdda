package org.relatum.projection.ledger;

import java.util.List;
import java.util.Optional;

/** A log and its ledger as somebody keeps them, as they are now, sound or not. */
public interface StoredLog extends Tile.Reader {

    /**
     * An event that has a position.
     *
     * @param position place in the whole log, the first is 1; its leaf has the index before
     */
    record Placed(long position, Leaf leaf) {}

    /** The newest signed checkpoint, as text. */
    Optional<String> checkpoint();

    /** Number of leaves that are stored. */
    long size();

    /** The last position that an event has, 0 when none has one. */
    long lastPosition();

    /** The hashes of a tile; fewer when some are not there, no matter what is asked for. */
    @Override
    byte[] read(Tile tile);

    /** At most {@code count} entries from a leaf on, fewer when some are not there; an entry in the middle that is missing is empty. */
    List<byte[]> entries(long firstLeaf, int count);

    /** The events at some positions, both included, in their order. */
    List<Placed> events(long from, long to);

    /** Events that stand in the log before its end and have no position, as far as this can be seen. */
    List<Leaf> strays();
}
