package org.relatum.server;

import org.relatum.command.CommandSideConfiguration;
import org.relatum.projection.ProjectionsConfiguration;
import org.relatum.query.QuerySideConfiguration;
import org.relatum.server.access.AccessConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Assembles the parts of the service; each part brings one configuration class. */
@SpringBootConfiguration
@EnableAutoConfiguration(exclude = UserDetailsServiceAutoConfiguration.class)
@Import({
    SharedConfiguration.class,
    CommandSideConfiguration.class,
    ProjectionsConfiguration.class,
    QuerySideConfiguration.class,
    // Last, because it says of what the others serve who may use it.
    AccessConfiguration.class
})
class RelatumApplication {}
