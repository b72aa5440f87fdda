package org.relatum.projection.store.postgres;

/**
 * Where tables of read models stand: those that are served, or those that are being built beside them.
 *
 * @param rows schema of the rows
 * @param control schema of what is known of the work: how far it is, who is parked
 */
record Schema(String rows, String control) {
    static final Schema SERVED = new Schema("read", "control");
    static final Schema BUILT = new Schema("build", "build");

    String projections() {
        return control + ".projections";
    }

    String parked() {
        return control + ".parked";
    }
}
