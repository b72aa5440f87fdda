package org.relatum.projection.reference;

/**
 * Everything a view may know beyond its own subject at one instant.
 *
 * @param lifecycle the lifecycle policy in force
 */
public record Reference(LifecyclePolicy lifecycle) {}
