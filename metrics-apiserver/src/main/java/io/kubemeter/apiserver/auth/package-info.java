/** Who asks, and whether they may: the delegated chain of an aggregated API server. */
@NullMarked
package io.kubemeter.apiserver.auth;

import org.jspecify.annotations.NullMarked;
