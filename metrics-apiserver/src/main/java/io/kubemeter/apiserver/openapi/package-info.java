/** OpenAPI v2 and v3 documents of what is served, as JSON and as protobuf, with their hashes. */
@NullMarked
package io.kubemeter.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
