package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.Answer;
import io.kubemeter.apiserver.api.ApiRequest;
import java.util.concurrent.CompletionStage;

/** Answers what is asked at one port, once the caller is known and allowed. */
interface Routes {
    /** Answers what is no resource: at once, or when it has been made. */
    CompletionStage<Answer> answerPath(ApiRequest request);

    /** Answers for a resource. */
    Answer answer(ApiRequest request);
}
