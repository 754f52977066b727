/** What this process can tell of itself to who has to find a fault in it. */
@NullMarked
package io.kubemeter.apiserver.diagnostics;

import org.jspecify.annotations.NullMarked;
