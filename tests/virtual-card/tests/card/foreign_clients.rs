//! OpenSC and OpenSSL, through a real `pcscd`: clients that nobody here wrote.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use jitsuin_virtual_card::VirtualCard;
use jitsuin_virtual_card::pcscd::PrivatePcscd;
use jitsuin_virtual_card::vpcd::Slot;

use crate::bench::{Bench, wait_for};

/// A card in the first slot of a private reader.
struct Desk {
    slot: Slot,
    daemon: PrivatePcscd,
    bench: Bench,
}

impl Desk {
    fn with(holder: &str) -> Self {
        Self::with_knobs(holder, &[])
    }

    fn with_knobs(holder: &str, knobs: &[(&str, &str)]) -> Self {
        let bench = Bench::with(holder);
        let daemon =
            PrivatePcscd::start(&bench.path("pcscd"), None).unwrap_or_else(|error| panic!("{error}"));
        let mut card = VirtualCard::load(&bench.path(holder)).unwrap();
        for (name, value) in knobs {
            card.set_knob(name, value).unwrap();
        }
        card.log_to(std::fs::File::create(bench.path("exchanges.jsonl")).unwrap());
        let mut slot = Slot::new(card, &daemon.slot(0));
        slot.insert(Duration::from_secs(10)).unwrap();
        wait_for("pcscd powers the card", || slot.card().is_powered());
        Desk { slot, daemon, bench }
    }

    /// What a program of this package prints, which must succeed.
    fn run(&self, program: &str, package: &str, arguments: &[&str]) -> String {
        run(self.daemon.command(program).args(arguments), package)
    }

    /// Signs with `pkcs11-tool`, one slot for each PIN.
    fn sign(&self, key: &Key, message: &Path) -> std::path::PathBuf {
        let signature = self.bench.path(key.ef);
        let (message, path) = (message.to_str().unwrap(), signature.to_str().unwrap());
        let which = ["--sign", "--mechanism", "SHA256-RSA-PKCS", "--slot-index", key.slot, "--id", key.id];
        let arguments = [&which[..], &["--login", "--pin", key.pin, "-i", message, "-o", path]].concat();
        self.run("pkcs11-tool", "opensc", &arguments);
        signature
    }
}

struct Key {
    slot: &'static str,
    id: &'static str,
    pin: &'static str,
    /// The EF of its certificate.
    ef: &'static str,
}

const AUTH: Key = Key { slot: "0", id: "01", pin: "1234", ef: "000A" };
const SIGN: Key = Key { slot: "1", id: "02", pin: "KASUMI88", ef: "0001" };

fn run(command: &mut Command, package: &str) -> String {
    let output = command.output().unwrap_or_else(|error| {
        let program = command.get_program().to_string_lossy();
        panic!("{program} must be installed (Debian package {package}): {error}")
    });
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}");
    said
}

fn openssl(arguments: &[&str]) -> String {
    run(Command::new("openssl").args(arguments), "openssl")
}

#[test]
fn opensc_tool_names_it_a_jpki_card() {
    let desk = Desk::with("hanako");
    assert!(desk.run("opensc-tool", "opensc", &["-n"]).lines().any(|line| line == "jpki"));
    assert!(desk.run("opensc-tool", "opensc", &["-a"]).contains("3b:e0:00:ff:81:31:fe:45:14"));
    let readers = desk.run("opensc-tool", "opensc", &["-l"]);
    assert!(readers.contains("Virtual PCD 00 00") && readers.contains("Virtual PCD 00 01"), "{readers}");
}

#[test]
fn opensc_tool_finds_the_application_where_it_does_not_know_the_atr() {
    let is_jpki = |kind| {
        let desk = Desk::with_knobs("hanako", &[("atr", "unknown"), ("kind", kind)]);
        let output = desk.daemon.command("opensc-tool").arg("-n").output().unwrap();
        String::from_utf8_lossy(&output.stdout).lines().any(|line| line == "jpki")
    };
    assert!(is_jpki("my-number-card"));
    assert!(!is_jpki("other"));
}

#[test]
fn pkcs15_tool_lists_pins_keys_and_certificates() {
    let desk = Desk::with("hanako");
    desk.slot.card().set_tries(jitsuin_virtual_card::Pin::Sign, 4).unwrap();
    let listing = desk.run("pkcs15-tool", "opensc", &["-D"]);
    for line in [
        "PKCS#15 Card [JPKI]:",
        "PIN [User Authentication PIN]",
        "PIN [Digital Signature PIN]",
        "Private RSA Key [User Authentication Key]",
        "Private RSA Key [Digital Signature Key]",
        "X.509 Certificate [User Authentication Certificate]",
        "X.509 Certificate [Digital Signature Certificate]",
        "X.509 Certificate [User Authentication Certificate CA]",
        "X.509 Certificate [Digital Signature Certificate CA]",
    ] {
        assert!(listing.lines().any(|listed| listed == line), "{line}\n{listing}");
    }
    let tries: Vec<&str> = listing.lines().filter(|line| line.contains("Tries left")).collect();
    assert_eq!(tries, ["\tTries left     : 3", "\tTries left     : 4"]);
}

#[test]
fn pkcs11_tool_signs_with_both_keys_and_openssl_accepts() {
    let desk = Desk::with("hanako");
    let message = desk.bench.path("message");
    std::fs::write(&message, "住民票の写しの交付を申請します。").unwrap();
    let altered = desk.bench.path("altered");
    std::fs::write(&altered, "住民票の写しの交付を申請しまず。").unwrap();
    for key in [AUTH, SIGN] {
        let signature = desk.sign(&key, &message);
        let certificate = desk.bench.path("hanako/jpki").join(format!("{}.bin", key.ef));
        let public_key = desk.bench.path("public.pem");
        let pem =
            openssl(&["x509", "-inform", "DER", "-pubkey", "-noout", "-in", certificate.to_str().unwrap()]);
        std::fs::write(&public_key, pem).unwrap();
        let verify = |message: &Path| {
            Command::new("openssl")
                .args(["dgst", "-sha256", "-verify"])
                .arg(&public_key)
                .arg("-signature")
                .args([&signature, message])
                .output()
                .unwrap()
        };
        assert_eq!(String::from_utf8_lossy(&verify(&message).stdout), "Verified OK\n");
        assert!(!verify(&altered).status.success());
    }
    let log = std::fs::read_to_string(desk.bench.path("exchanges.jsonl")).unwrap();
    assert_eq!(log.matches("\"header\":\"802a0080\"").count(), 2);
    assert!(log.contains("\"select\":\"D392F000260100000001\""));
    for secret in ["KASUMI88", "4b4153554d493838", "4B4153554D493838", "31323334"] {
        assert!(!log.contains(secret), "the log tells {secret}");
    }
}

#[test]
fn openssl_verifies_the_cards_certificates_to_its_anchors() {
    let bench = Bench::with("hanako");
    let anchors = bench.path("hanako/anchors.pem");
    for ef in ["0001", "000A"] {
        let certificate = bench.path("hanako/jpki").join(format!("{ef}.bin"));
        let pem = bench.path("leaf.pem");
        std::fs::write(&pem, openssl(&["x509", "-inform", "DER", "-in", certificate.to_str().unwrap()]))
            .unwrap();
        let verdict =
            openssl(&["verify", "-x509_strict", "-CAfile", anchors.to_str().unwrap(), pem.to_str().unwrap()]);
        assert!(verdict.trim_end().ends_with(": OK"), "{verdict}");
    }
}

#[test]
fn a_wrong_pin_costs_opensc_a_try() {
    let desk = Desk::with("hanako");
    let output = desk
        .daemon
        .command("pkcs15-tool")
        .args(["--verify-pin", "--auth-id", "01", "--pin", "9999"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert_eq!(desk.slot.card().tries_left(jitsuin_virtual_card::Pin::Auth), 2);
}

#[test]
fn a_card_taken_out_while_it_signs_is_gone_for_the_client_and_locked() {
    let mut desk = Desk::with("hanako");
    let message = desk.bench.path("message");
    std::fs::write(&message, "message").unwrap();
    desk.slot.card().set_knob("ms-per-signature", "60000").unwrap();
    let mut client = desk
        .daemon
        .command("pkcs11-tool")
        .args(["--sign", "--mechanism", "SHA256-RSA-PKCS", "--slot-index", "1", "--id", "02", "--login"])
        .args(["--pin", SIGN.pin, "-i", message.to_str().unwrap(), "-o", "/dev/null"])
        .stderr(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let log = desk.bench.path("exchanges.jsonl");
    wait_for("the signature", || std::fs::read_to_string(&log).unwrap().contains("\"header\":\"802a"));
    assert_eq!(desk.slot.card().verified().len(), 1);
    desk.slot.remove();
    assert!(!client.wait().unwrap().success());
    assert!(desk.slot.card().verified().is_empty());
    assert_eq!(desk.slot.card().tries_left(jitsuin_virtual_card::Pin::Sign), 5);

    desk.slot.card().set_knob("ms-per-signature", "0").unwrap();
    desk.slot.insert(Duration::from_secs(10)).unwrap();
    wait_for("pcscd powers the card", || desk.slot.card().is_powered());
    desk.sign(&SIGN, &message);
}

#[test]
fn a_silent_card_does_not_keep_pcscd_from_ending() {
    let desk = Desk::with_knobs("hanako", &[("silent-at", "10")]);
    let mut client = desk
        .daemon
        .command("opensc-tool")
        .arg("--serial")
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    wait_for("the silence", || desk.slot.card().exchanges() == 10);
    let (port, began) = (desk.daemon.port(), std::time::Instant::now());
    let Desk { slot, daemon, bench: _bench } = desk;
    drop(daemon);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    std::net::TcpListener::bind(("0.0.0.0", port)).unwrap();
    client.wait().unwrap();
    drop(slot);
}

#[test]
fn another_card_in_the_second_slot() {
    let desk = Desk::with("hanako");
    let child = VirtualCard::load(&desk.bench.make("child")).unwrap();
    let mut second = Slot::new(child, &desk.daemon.slot(1));
    second.insert(Duration::from_secs(10)).unwrap();
    wait_for("pcscd powers the card", || second.card().is_powered());
    for (reader, tries) in [("0", "5"), ("1", "0")] {
        let listing = desk.run("pkcs15-tool", "opensc", &["--reader", reader, "-D"]);
        let last = listing.lines().rfind(|line| line.contains("Tries left")).unwrap_or_default();
        assert!(last.ends_with(tries), "reader {reader}: {last}\n{listing}");
    }
}
