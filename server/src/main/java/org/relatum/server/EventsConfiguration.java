package org.relatum.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.FileSubjectKeys;
import org.relatum.events.wire.EventCodec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** What every part shares: the wire form of events, the keys of the data subjects, the clock. */
@Configuration(proxyBeanMethods = false)
class EventsConfiguration {

    /** Ticks in microseconds, which is what is stored: an instant must not change by being stored. */
    @Bean
    Clock clock(@Value("${relatum.simulated-clock:false}") boolean simulated) {
        Clock wall = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
        return simulated ? new SimulatedClock(wall) : wall;
    }

    @Bean(destroyMethod = "close")
    @DependsOnDatabaseInitialization
    FileSubjectKeys subjectKeys(
            @Value("${relatum.keys-dir}") Path directory,
            @Value("${relatum.simulated-clock:false}") boolean simulated,
            JdbcTemplate jdbc)
            throws IOException {
        StoreIdentity.require(jdbc, directory, simulated);
        return FileSubjectKeys.open(directory.resolve("subjects.keys"));
    }

    @Bean
    FieldCipher fieldCipher(FileSubjectKeys keys) {
        return new FieldCipher(keys);
    }

    @Bean
    EventCodec eventCodec(FieldCipher cipher) {
        return new EventCodec(cipher);
    }
}
