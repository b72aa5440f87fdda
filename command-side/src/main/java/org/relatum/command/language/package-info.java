/**
 * What can be asked of the command side, and how it says no: commands as records, their field rules as annotations, typed
 * refusals. All in one package because Java lets a sealed family span packages only inside a named module.
 */
@NullMarked
package org.relatum.command.language;

import org.jspecify.annotations.NullMarked;
