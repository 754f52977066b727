package io.kubemeter.apiserver.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Lists that wait for their readers do not add up without end. */
class BacklogTest {
    private static final String PODS = "/apis/metrics.k8s.io/v1/pods";
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    private final Backlog backlog = new Backlog(1);
    private final MetricsResources resources =
            new MetricsResources(
                    CapturedWorld.sources(),
                    InstantSource.fixed(CapturedWorld.NOW),
                    () -> CapturedWorld.NOW_NANOS,
                    backlog);

    @Test
    void listThatNobodyReadsTurnsTheNextOneAway() throws RefusedException {
        Answer unread = list(PROTOBUF);
        ByteBuf head = Unpooled.buffer(1);
        unread.body().fill(head);
        assertThat(backlog.full()).isTrue();

        Answer refused = list(PROTOBUF);
        assertThat(refused.code()).isEqualTo(429);
        assertThat(refused.headers()).contains(new Answer.Header("Retry-After", "1"));
        assertThat(list("application/json").code()).isEqualTo(200);

        unread.body().close();
        assertThat(backlog.full()).isFalse();
        assertThat(list(PROTOBUF).code()).isEqualTo(200);
        head.release();
    }

    @Test
    void aListThatIsReadOwesNothing() throws RefusedException {
        for (int i = 0; i < 3; i++) {
            Answer answer = list(PROTOBUF);
            assertThat(answer.code()).isEqualTo(200);
            ByteBuf whole = Unpooled.buffer();
            while (answer.body().fill(whole)) {
                assertThat(whole.isReadable()).isTrue();
            }
            answer.body().close();
            whole.release();
        }
        assertThat(backlog.full()).isFalse();
    }

    @Test
    void firstBytesOfALargeListDoNotWaitForItsRows() throws RefusedException {
        MetricsResources large =
                new MetricsResources(
                        LargeWorld.sources(6_000),
                        InstantSource.fixed(CapturedWorld.NOW),
                        () -> CapturedWorld.NOW_NANOS,
                        Backlog.system());
        BodySource body = large.list(request(PROTOBUF), MetricsKind.PODS, "v1", "").body();
        ByteBuf part = Unpooled.buffer(64 * 1024);

        assertThat(body.fill(part)).isTrue();
        long made = body.waiting();
        assertThat(part.readableBytes()).isBetween(8, 100);
        assertThat(made).isPositive();

        int before = part.readableBytes();
        assertThat(body.fill(part)).isTrue();
        assertThat(part.readableBytes()).isEqualTo(before);
        assertThat(body.waiting()).isGreaterThan(made);

        body.close();
        part.release();
    }

    private Answer list(String accept) throws RefusedException {
        return resources.list(request(accept), MetricsKind.PODS, "v1", "");
    }

    private static ApiRequest request(String accept) {
        return ApiRequest.parse("GET", PODS, null, name -> name.equals("Accept") ? accept : null);
    }
}
