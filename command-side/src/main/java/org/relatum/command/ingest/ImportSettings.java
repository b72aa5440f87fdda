package org.relatum.command.ingest;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of imports, {@code relatum.imports.*}.
 *
 * @param maxFileSize larger files are refused
 * @param lanes customers of one import that are worked on at the same time
 */
@ConfigurationProperties("relatum.imports")
public record ImportSettings(
        @DefaultValue("100MB") DataSize maxFileSize,
        @DefaultValue("16") int lanes) {}
