package dev.belay.agent.doctor;

import dev.belay.agent.backup.Unlock;
import dev.belay.agent.doctor.Doctor.Subject;
import dev.belay.agent.encryption.AgeIdentity;
import dev.belay.agent.encryption.Encryption;
import java.util.Objects;

/** Whether what is written can be read again with the keys at hand. */
final class KeyCheck {
    private static final String NAME = "encryption";

    private final Subject subject;

    KeyCheck(Subject subject) {
        this.subject = subject;
    }

    Check fits() {
        var asked = subject.policy().spec().encryption();
        var encryption = Encryption.of(asked, subject.secrets()); // a wrong recipient or keyset is said here
        return switch (encryption) {
            case Encryption.None ignored ->
                Check.warning(
                        NAME,
                        "backups are not encrypted: who reads the repository reads the data",
                        "set spec.encryption.age; 'belay keygen' makes a key pair");
            case Encryption.Aes256 aes ->
                Check.ok(
                        NAME,
                        "aes256; the keyset's primary key is " + aes.keyset().primary());
            case Encryption.Age age -> age(age, Objects.requireNonNull(asked.age()));
        };
    }

    private Check age(Encryption.Age age, dev.belay.api.policy.Age asked) {
        var identity = asked.identity();
        if (identity == null || !Unlock.hasKey(Encryption.Age.KIND, subject.policy(), subject.secrets())) {
            return Check.warning(
                    NAME,
                    "the identity is not on this machine: backups can be made here, but not opened",
                    "for restores and drills put it where spec.encryption.age.identity points to; keep a copy"
                            + " elsewhere in any case");
        }
        var ours = Unlock.identities(subject.secrets().secret(identity, AgeIdentity.KEY), subject.secrets());
        return ours.stream().anyMatch(one -> age.recipients().contains(one.recipient()))
                ? Check.ok(
                        NAME,
                        "age to "
                                + (age.recipients().size() == 1
                                        ? "one recipient"
                                        : age.recipients().size() + " recipients")
                                + "; the identity here opens it")
                : Check.failed(
                        NAME,
                        "the identity here belongs to " + ours.getFirst().recipient()
                                + ", which is none of the recipients: nothing that is written could be opened here",
                        "put that recipient into spec.encryption.age.recipients, or the right identity into its place");
    }
}
