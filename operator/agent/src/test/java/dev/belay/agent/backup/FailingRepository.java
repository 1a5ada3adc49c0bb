package dev.belay.agent.backup;

import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.agent.repository.Repository;
import dev.belay.agent.repository.Upload;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A repository one of whose operations fails. Each call counts, those of an upload too. */
final class FailingRepository {
    /** What a failure is like. */
    enum How {
        /** Nothing was done. */
        BEFORE,
        /** All was done, and the answer got lost. */
        AFTER,
        /** The process is gone: nothing is done from here on. */
        KILLED
    }

    private final int at;
    private final How how;
    private int calls;

    private FailingRepository(int at, How how) {
        this.at = at;
        this.how = how;
    }

    /** @param at which operation fails, from 0 */
    static Repository of(Repository real, int at, How how) {
        return new FailingRepository(at, how).proxy(Repository.class, real);
    }

    private <T> T proxy(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    var call = calls++;
                    if (how == How.KILLED ? call >= at : how == How.BEFORE && call == at) {
                        throw failure(call, method.getName());
                    }
                    try {
                        var result = method.invoke(target, arguments);
                        if (how == How.AFTER && call == at) {
                            throw failure(call, method.getName());
                        }
                        return result instanceof Upload upload ? proxy(Upload.class, upload) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static AgentException failure(int call, String method) {
        return new AgentException(Reason.RepositoryUnreachable, "injected at call " + call + ", " + method);
    }
}
