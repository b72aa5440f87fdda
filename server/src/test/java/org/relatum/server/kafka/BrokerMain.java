package org.relatum.server.kafka;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Runs a broker, which ends with the process that started it: nothing is left behind when a test is killed. */
final class BrokerMain {
    private BrokerMain() {}

    /** @param args the properties and the folder of the logs */
    public static void main(String[] args) throws Exception {
        Thread.ofPlatform().daemon().start(BrokerMain::untilParentEnds);
        if (!Files.exists(Path.of(args[1], "meta.properties"))) {
            String[] format = {"format", "-t", uuid(), "-c", args[0]};
            Object code = Class.forName("kafka.tools.StorageTool")
                    .getMethod("execute", String[].class, PrintStream.class)
                    .invoke(null, format, System.out);
            if (!Integer.valueOf(0).equals(code)) {
                System.exit(1);
            }
        }
        Class.forName("kafka.Kafka").getMethod("main", String[].class).invoke(null, (Object) new String[] {args[0]});
    }

    private static String uuid() throws ReflectiveOperationException {
        return Class.forName("org.apache.kafka.common.Uuid")
                .getConstructor(long.class, long.class)
                .newInstance(
                        UUID.randomUUID().getMostSignificantBits(),
                        UUID.randomUUID().getLeastSignificantBits())
                .toString();
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
