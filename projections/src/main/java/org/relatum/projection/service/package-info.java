/** Cases and the service-level clock, which runs in business hours only. No framework. */
@NullMarked
package org.relatum.projection.service;

import org.jspecify.annotations.NullMarked;
