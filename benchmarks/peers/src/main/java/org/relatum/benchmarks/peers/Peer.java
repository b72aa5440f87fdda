package org.relatum.benchmarks.peers;

import java.util.Set;
import java.util.TreeSet;
import java.util.List;

/** Machinery that fills the empty tables of the read models from a log of its own. */
interface Peer extends AutoCloseable {
    /** What it is called in the figures. */
    String name();

    /** The read models that it fills, by their tables. */
    Set<String> tables();

    /** Makes its log, of the same events; not part of what is measured. */
    void load() throws Exception;

    /** Forgets how far it was. */
    void reset() throws Exception;

    /**
     * Fills the tables from its log, and returns when everything is committed and nothing is due any more.
     *
     * @return seconds that it took once the machinery was set up
     */
    double rebuild() throws Exception;

    @Override
    void close();

    /** All that some processors fill. */
    static Set<String> all(List<Set<String>> groups) {
        Set<String> all = new TreeSet<>();
        groups.forEach(all::addAll);
        return all;
    }
}
