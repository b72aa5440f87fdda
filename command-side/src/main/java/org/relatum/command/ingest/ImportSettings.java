package org.relatum.command.ingest;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of imports, {@code relatum.imports.*}.
 *
 * @param maxFileSize larger files are refused
 * @param lanes customers of one import that are worked on at the same time
 * @param folder where files are kept while they are imported; of this process alone
 */
@ConfigurationProperties("relatum.imports")
public record ImportSettings(
        @DefaultValue("100MB") DataSize maxFileSize,
        @DefaultValue("16") int lanes,

        @DefaultValue("${relatum.data-dir:${java.io.tmpdir}/relatum}/imports")
        Path folder) {}
