package dev.belay.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.agent.failure.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerWordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            connection to server at "db", port 5432 failed: Connection refused|DatabaseUnreachable
            could not translate host name "db" to address: Name or service not known|DatabaseUnreachable
            connection to server at "db", port 5432 failed: FATAL: password authentication failed for user "x"|DatabaseAuthFailed
            connection to server at "db", port 5432 failed: FATAL: no pg_hba.conf entry for host "1"|DatabaseAuthFailed
            pg_dump: detail: Error message from server: ERROR:  canceling statement due to conflict with recovery|RecoveryConflict
            pg_dump: error: aborting because of server version mismatch|ServerNewerThanTools
            pg_dump: error: query failed: ERROR: permission denied for table secret|DumpFailed
            pg_restore: error: could not execute query: ERROR:  could not extend file "base/1/2": No space left on device|DatabaseFull
            pg_dump: error: could not write to output file: No space left on device|DumpFailed
            pg_dump: error: server closed the connection unexpectedly|DumpFailed
            """)
    void tellsFailuresApart(String words, Reason reason) {
        assertThat(ServerWords.reason(words, Reason.DumpFailed)).isEqualTo(reason);
    }

    @Test
    void aLargeObjectThatIsDeniedNamesTheGrant() {
        assertThat(ServerWords.forPeople("ERROR:  permission denied for large object 16401"))
                .startsWith(
                        "ERROR:  permission denied for large object 16401; make the role a member of the one that owns it")
                .contains("'belay doctor'");
    }

    @Test
    void aServerWithoutRoomIsToBeGivenSome() {
        assertThat(ServerWords.forPeople("ERROR:  could not extend file: No space left on device"))
                .endsWith("; the disk of the database's server is full: make room there, or make it larger");
    }

    @Test
    void ourOwnPasswordFileIsNobodysBusiness() {
        assertThat(ServerWords.forPeople("FATAL:  password authentication failed for user \"x\"\n"
                        + "password retrieved from file \"/tmp/belay-1/passwords\""))
                .isEqualTo("FATAL:  password authentication failed for user \"x\""
                        + "; check username and password in the credentials");
        assertThat(ServerWords.forPeople("ERROR: x")).isEqualTo("ERROR: x");
    }
}
