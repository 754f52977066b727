package io.kubemeter.apiserver.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * fabric8's HTTP client as we want it: on virtual threads, HTTP/1.1 (one connection per watch, so
 * that a slow reader holds back its own bytes only), no redirects, and no retries behind our back,
 * because a watch that is begun anew must begin at another version.
 */
final class KubeHttp extends JdkHttpClientFactory {
    private static final int CONNECT_SECONDS = 5;
    private static final String AUTHORIZATION = "Authorization";

    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("kube-http-", 0).factory());

    private final SSLContext tls;

    private KubeHttp(SSLContext tls) {
        this.tls = tls;
    }

    static HttpClient open(KubeAccess access) throws KubeConfigException {
        KubeHttp factory = new KubeHttp(tls(access));
        HttpClient.Builder builder = factory.newBuilder();
        Config once = Config.empty();
        once.setRequestRetryBackoffLimit(0);
        builder.tag(once.getRequestConfig());
        builder.connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS);
        builder.preferHttp11();
        if (access.proxy() != null) {
            URI proxy = URI.create(access.proxy());
            builder.proxyType(HttpClient.ProxyType.HTTP);
            builder.proxyAddress(new InetSocketAddress(proxy.getHost(), proxy.getPort()));
        }
        builder.addOrReplaceInterceptor("CREDENTIAL", new Shown(access.credential()));
        return builder.build();
    }

    private static SSLContext tls(KubeAccess access) throws KubeConfigException {
        try {
            if (NativeTls.available()) {
                return NativeTls.of(access.keys(), access.trust());
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    access.keys() == null ? null : new KeyManager[] {access.keys()},
                    access.trust() == null ? null : new TrustManager[] {access.trust()},
                    null);
            // A session that is resumed is not proven anew, so it would outlive its authority.
            context.getClientSessionContext().setSessionTimeout(1);
            return context;
        } catch (GeneralSecurityException | SSLException e) {
            throw new KubeConfigException("TLS to kube-apiserver: " + e.getMessage());
        }
    }

    @Override
    protected java.net.http.HttpClient.Builder createNewHttpClientBuilder() {
        return java.net.http.HttpClient.newBuilder().executor(threads);
    }

    @Override
    protected void additionalConfig(java.net.http.HttpClient.Builder builder) {
        builder.followRedirects(java.net.http.HttpClient.Redirect.NEVER);
        builder.sslContext(tls);
    }

    @Override
    protected void closeHttpClient(
            io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl jdkHttpClient) {
        threads.shutdownNow();
    }

    /** Puts the credential into each request, and once more after a 401 if it is a new one. */
    private record Shown(Credential credential) implements Interceptor {
        @Override
        public void before(BasicBuilder request, HttpRequest original, RequestTags tags) {
            String shown = credential.authorization();
            if (shown != null) {
                request.setHeader(AUTHORIZATION, shown);
            }
        }

        @Override
        public CompletableFuture<Boolean> afterFailure(
                BasicBuilder request, HttpResponse<?> response, RequestTags tags) {
            String refused = response.request().header(AUTHORIZATION);
            if (response.code() != 401 || !credential.renewed(refused)) {
                return CompletableFuture.completedFuture(false);
            }
            request.setHeader(AUTHORIZATION, String.valueOf(credential.authorization()));
            return CompletableFuture.completedFuture(true);
        }
    }
}
