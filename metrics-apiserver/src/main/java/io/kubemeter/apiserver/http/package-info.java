/** The HTTPS listener: pipeline, limits, streaming answers, drain. Knows no Kubernetes. */
@NullMarked
package io.kubemeter.apiserver.http;

import org.jspecify.annotations.NullMarked;
