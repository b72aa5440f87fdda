import java.io.IOException;

/** Runs Cassandra, which ends with the process that started it. Compiled by the Java that runs it, which is older than the one of the tests. */
public final class CassandraMain {
    public static void main(String[] args) throws Exception {
        Thread watch = new Thread(CassandraMain::untilParentEnds);
        watch.setDaemon(true);
        watch.start();
        Class.forName("org.apache.cassandra.service.CassandraDaemon")
                .getMethod("main", String[].class)
                .invoke(null, (Object) args);
    }

    private static void untilParentEnds() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever sent
            }
        } catch (IOException e) {
            // as its end
        }
        Runtime.getRuntime().halt(3);
    }
}
