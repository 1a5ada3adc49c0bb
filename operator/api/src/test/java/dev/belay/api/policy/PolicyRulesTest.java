package dev.belay.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyRulesTest {
    private static final String GOOD = """
            database: {host: db, name: shop, credentials: {secretName: shop-db}}
            repository: {volume: {claimName: backups, path: shop}}
            encryption: {age: {recipients: [age1qqq]}}
            tiers:
            - {name: daily, schedule: "0 2 * * *", timeZone: Europe/Berlin, keep: {for: 30d, atLeast: 7}}
            drill: {schedule: "0 4 * * 1"}
            objectives: {rpo: 25h, rto: 4h}
            """;

    @Test
    void aGoodPolicyBreaksNothing() {
        assertThat(PolicyRules.check(read(GOOD))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    host: db,                     |                              | spec.database.host
                    host: db,                     | host: /run/postgresql,       | spec.database.host
                    name: shop,                   |                              | spec.database.name
                    name: shop,                   | name: ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ, | spec.database.name
                    name: shop,                   | name: shop, names: [a],      | spec.database.names
                    name: shop,                   | names: [],                   | spec.database.names
                    name: shop,                   | names: ["*", a],             | spec.database.names
                    name: shop,                   | names: [a, b, a],            | spec.database.names
                    name: shop,                   | names: [a, ""],              | spec.database.names
                    name: shop,                   | name: shop, dumpFrom: {port: 1}, | spec.database.dumpFrom.host
                    name: shop,                   | name: shop, dumpFrom: {host: /run}, | spec.database.dumpFrom.host
                    {claimName: backups, path: shop}}| {claimName: b}, s3: {bucket: abc, credentials: {secretName: s}}} | spec.repository
                    volume: {claimName: backups, path: shop} | s3: {bucket: abc, credentials: {}} | spec.repository.s3.credentials.secretName
                    volume: {claimName: backups, path: shop} | s3: {bucket: abc, kmsKeyId: a} | spec.repository.s3.kmsKeyId
                    volume: {claimName: backups, path: shop} | s3: {bucket: abc, kmsKeyId: a, serverSideEncryption: AES256} | spec.repository.s3.kmsKeyId
                    {age: {recipients: [age1qqq]}}| {age: {recipients: [age1qqq]}, none: {}} | spec.encryption
                    {age: {recipients: [age1qqq]}}| {}                           | spec.encryption
                    {age: {recipients: [age1qqq]}}| {age: {recipients: []}}      | spec.encryption.age.recipients
                    [age1qqq]                     | [age1-REPLACE-WITH-THE-PUBLIC-KEY] | spec.encryption.age.recipients
                    [age1qqq]                     | [age1qqq, age1qbq]           | spec.encryption.age.recipients
                    [age1qqq]                     | [AGE1QQQ]                    | spec.encryption.age.recipients
                    [age1qqq]                     | [ssh-ed25519 AAAA]           | spec.encryption.age.recipients
                    {age: {recipients: [age1qqq]}}| {none: {}, aes256: {keyset: {secretName: a}}} | spec.encryption
                    {age: {recipients: [age1qqq]}}| {none: null}                 | spec.encryption
                    {age: {recipients: [age1qqq]}}| {aes256: {}}                 | spec.encryption.aes256.keyset.secretName
                    - {name: daily,               | - {name: daily, schedule: "1 1 * * *"}~- {name: daily, | spec.tiers[daily]
                    "0 2 * * *"                   | "61 2 * * *"                 | spec.tiers[daily].schedule
                    "0 2 * * *"                   | "0 2 * *"                    | spec.tiers[daily].schedule
                    "0 2 * * *"                   | "0 2 30 2 *"                 | spec.tiers[daily].schedule
                    Europe/Berlin                 | Europe/Nowhere               | spec.tiers[daily].timeZone
                    for: 30d                      | for: a month                 | spec.tiers[daily].keep.for
                    for: 30d,                     |                              | spec.tiers[daily].keep.for
                    name: daily                   | name: ../x                   | spec.tiers[].name
                    "0 4 * * 1"                   | "0 4 * * 9"                  | spec.drill.schedule
                    "0 4 * * 1"                   | "0 4 * * 1", timeZone: Mars  | spec.drill.timeZone
                    rpo: 25h                      | rpo: 25 h                    | spec.objectives.rpo
                    """)
    void eachBrokenRuleNamesItsField(String from, String to, String field) {
        var text = GOOD.replace(from, to == null ? "" : to.replace("~", "\n"));
        assertThat(text).isNotEqualTo(GOOD);
        assertThat(PolicyRules.check(read(text)))
                .extracting(PolicyRules.Violation::field)
                .containsExactly(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{none: {}}", "{aes256: {keyset: {secretName: shop-keyset}}}"})
    void eachEncryptionDoesAlone(String encryption) {
        assertThat(PolicyRules.check(read(GOOD.replace("{age: {recipients: [age1qqq]}}", encryption))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{bucket: abc}", "{bucket: abc, serverSideEncryption: 'aws:kms', kmsKeyId: a}"})
    void aBucketNeedsNoCredentialsOfItsOwn(String s3) {
        assertThat(PolicyRules.check(read(GOOD.replace("volume: {claimName: backups, path: shop}", "s3: " + s3))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"names: [a]", "names: ['*']", "names: [a, 'Ä b']", "name: '*'"})
    void oneOrSeveralDatabases(String names) {
        assertThat(PolicyRules.check(read(GOOD.replace("name: shop, cred", names + ", cred"))))
                .isEmpty();
    }

    private static BackupPolicySpec read(String yaml) {
        return Serialization.unmarshal(yaml, BackupPolicySpec.class);
    }
}
