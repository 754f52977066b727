/** Identities and values of the domain: records and enums only. */
@NullMarked
package io.kubemeter.model;

import org.jspecify.annotations.NullMarked;
