package org.relatum.server;

import org.relatum.command.CommandSideConfiguration;
import org.relatum.projection.ProjectionsConfiguration;
import org.relatum.query.QuerySideConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Assembles the parts of the service; each part brings one configuration class. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import({
    SharedConfiguration.class,
    CommandSideConfiguration.class,
    ProjectionsConfiguration.class,
    QuerySideConfiguration.class
})
class RelatumApplication {}
