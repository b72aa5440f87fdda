package org.relatum.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Currency;
import javax.sql.DataSource;
import org.relatum.command.access.AccessJournal;
import org.relatum.command.ingest.ImportSettings;
import org.relatum.command.ingest.Imports;
import org.relatum.command.language.Purposes;
import org.relatum.command.language.Vocabulary;
import org.relatum.command.performance.ScorecardFigures;
import org.relatum.command.rest.RestConfiguration;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.CommandShell;
import org.relatum.command.shell.LogPositions;
import org.relatum.command.shell.Snapshots;
import org.relatum.command.store.LogStorageEngine;
import org.relatum.command.store.PostgresEventStorageEngine;
import org.relatum.command.value.LogPurchaseHistories;
import org.relatum.command.value.RecordedFits;
import org.relatum.command.value.ValueModels;
import org.relatum.events.policy.PolicyReader;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.SubjectKeys;
import org.relatum.events.wire.EventCodec;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The command side as Spring beans. Needs a {@link DataSource} with its {@link PlatformTransactionManager}, an {@link EventCodec},
 * a {@link FieldCipher} with the {@link SubjectKeys} and {@link ErasureRegister} behind it and, where it is served over HTTP, {@link org.relatum.command.rest.Permissions}; takes a {@link LogPositions}, {@link ScorecardFigures} and an {@link InstantSource} where there is one.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({CommandSettings.class, ImportSettings.class})
@Import({RestConfiguration.class, FeedConfiguration.class, AxonServerConfiguration.class})
public class CommandSideConfiguration {

    @Bean
    CommandShell commandShell(
            DataSource dataSource,
            ObjectProvider<LogStorageEngine> elsewhere,
            PlatformTransactionManager transactions,
            EventCodec codec,
            FieldCipher cipher,
            SubjectKeys keys,
            ErasureRegister register,
            Vocabulary vocabulary,
            PolicyReader policies,
            CommandSettings settings,
            ObjectProvider<InstantSource> clock,
            ObjectProvider<LogPositions> positions,
            ObjectProvider<ScorecardFigures> figures) {
        return new CommandShell(
                dataSource,
                elsewhere.getIfAvailable(() -> new PostgresEventStorageEngine(dataSource, codec, new Snapshots())),
                transactions,
                codec,
                cipher,
                keys,
                register,
                vocabulary,
                policies,
                clock.getIfAvailable(InstantSource::system),
                positions.getIfAvailable(() -> LogPositions.NONE),
                figures.getIfAvailable(() -> ScorecardFigures.NONE),
                new CommandShell.Limits(settings.cachedStreams(), settings.snapshotEvery()));
    }

    @Bean
    CommandService commandService(CommandShell shell) {
        shell.erasures().catchUp();
        return shell.service();
    }

    @Bean
    AccessJournal accessJournal(
            CommandShell shell,
            ObjectProvider<InstantSource> clock,
            @Value("${relatum.access.flush-interval:1s}") Duration interval) {
        return new AccessJournal(shell, clock.getIfAvailable(InstantSource::system), interval);
    }

    @Bean
    Vocabulary vocabulary(CommandSettings settings) {
        return new Vocabulary(
                settings.channels(),
                settings.topics(),
                settings.caseCategories(),
                settings.rootCauses(),
                Currency.getInstance(settings.reportingCurrency()).getCurrencyCode(),
                new Purposes(settings.purposes(), settings.purposesWithoutConsent(), settings.purposesByConsentOnly()));
    }

    @Bean
    PolicyReader policyReader(CommandSettings settings) {
        return new PolicyReader(settings.timeZone());
    }

    @Bean
    RecordedFits recordedFits(DataSource dataSource, EventCodec codec) {
        return new RecordedFits(new JdbcTemplate(dataSource), codec);
    }

    @Bean
    ValueModels valueModels(
            CommandService commands,
            DataSource dataSource,
            PlatformTransactionManager transactions,
            EventCodec codec,
            RecordedFits fits,
            CommandSettings settings,
            ObjectProvider<InstantSource> clock) {
        return new ValueModels(
                commands,
                new LogPurchaseHistories(new JdbcTemplate(dataSource), transactions, codec),
                fits,
                settings.timeZone(),
                clock.getIfAvailable(InstantSource::system));
    }

    @Bean
    Imports imports(
            CommandService commands,
            ImportSettings imports,
            CommandSettings settings,
            Vocabulary vocabulary,
            @Value("${relatum.imports.folder:${relatum.data-dir:${java.io.tmpdir}/relatum-${user.name}}/imports}")
                    Path folder)
            throws IOException {
        return new Imports(commands, imports, folder, settings.timeZone(), vocabulary.reportingCurrency());
    }
}
