package org.relatum.benchmarks.peers;

import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.relatum.projection.engine.StoredEvent;

/** Lets Pekko read what its journal holds in these measurements. Nothing is written with it. */
public final class PekkoEventSerializer extends SerializerWithStringManifest {
    /** By which rows of the journal name it. */
    static final int ID = 40_001;

    @Override
    public int identifier() {
        return ID;
    }

    @Override
    public String manifest(Object event) {
        StoredEvent stored = (StoredEvent) event;
        return stored.type() + ":" + stored.revision();
    }

    @Override
    public byte[] toBinary(Object event) {
        throw new UnsupportedOperationException("events are only read");
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        int colon = manifest.lastIndexOf(':');
        return Envelope.open(bytes, manifest.substring(0, colon), Integer.parseInt(manifest.substring(colon + 1)));
    }
}
