package org.relatum.server.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relatum.server.RelatumService;
import org.relatum.server.postgres.Database;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which Relatum: where its data are and in which database. */
final class ServiceOptions {

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "keys, logs and the embedded database (default: ./data)")
    Path dataDirectory;

    @Option(
            names = "--db",
            paramLabel = "URL",
            converter = DatabaseUrl.class,
            description = "an existing PostgreSQL (16 or newer) instead of the embedded one:"
                    + " postgresql://user:password@host:5432/database; without a password it is looked up in"
                    + " PGPASSFILE or ~/.pgpass")
    @Nullable
    Database database;

    RelatumService.Options on(int port) {
        return on(port, Map.of());
    }

    /** @param settings of the service that differ from those it finds */
    RelatumService.Options on(int port, Map<String, String> settings) {
        return new RelatumService.Options(dataDirectory, port, database, Map.of(), settings);
    }

    static final class DatabaseUrl implements ITypeConverter<Database> {
        @Override
        public Database convert(String value) {
            try {
                return Database.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
