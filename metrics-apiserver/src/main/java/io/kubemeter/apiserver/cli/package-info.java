/** Subcommands other than serve: they talk to kube-apiserver as their user. */
@NullMarked
package io.kubemeter.apiserver.cli;

import org.jspecify.annotations.NullMarked;
