package org.relatum.server;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** Assembles the parts of the service; each part brings one configuration class. */
@SpringBootConfiguration
@EnableAutoConfiguration
class RelatumApplication {}
