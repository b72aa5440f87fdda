import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/** Runs a server, which ends with the process that started it. Compiled by the Java that runs it, which may be older than ours. */
public final class ServerMain {
    /** @param args the server's main class and what that is given */
    public static void main(String[] args) throws Exception {
        Thread watch = new Thread(ServerMain::untilParentEnds);
        watch.setDaemon(true);
        watch.start();
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        String storage = System.getProperty("relatum.kafka-storage");
        if (storage != null && !Files.exists(Path.of(storage, "meta.properties"))) {
            format(rest[0]);
        }
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    }

    /** Kafka's folder, at its first start. */
    private static void format(String properties) throws ReflectiveOperationException {
        String cluster = Class.forName("org.apache.kafka.common.Uuid")
                .getConstructor(long.class, long.class)
                .newInstance(
                        UUID.randomUUID().getMostSignificantBits(),
                        UUID.randomUUID().getLeastSignificantBits())
                .toString();
        Object code = Class.forName("kafka.tools.StorageTool")
                .getMethod("execute", String[].class, PrintStream.class)
                .invoke(null, new String[] {"format", "-t", cluster, "-c", properties}, System.out);
        if (!Integer.valueOf(0).equals(code)) {
            System.exit(1);
        }
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
