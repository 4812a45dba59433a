//! A `pcscd` of one's own with a vpcd reader of two slots, for tests and for the demonstration.
//!
//! The daemon runs in a mount namespace in which `/run/pcscd` is a folder that the caller gives; programs find it by the
//! environment variable `PCSCLITE_CSOCK_NAME`. The machine's own `pcscd`, if any, notices nothing. Without root the namespace is
//! one of the user's (`unshare -r`), which some machines forbid.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// The environment variable by which libpcsclite finds a socket that is not at its usual place.
pub const SOCKET_VARIABLE: &str = "PCSCLITE_CSOCK_NAME";

/// The reader's driver, from the Debian package `vsmartcard-vpcd`.
const DRIVER: &str = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
/// The daemon, from the Debian package `pcscd`; `/usr/sbin` is not in everybody's path.
const DAEMON: &str = "/usr/sbin/pcscd";

/// How long the daemon may take to be ready.
const START: Duration = Duration::from_secs(20);
/// How long it may take to end when it is asked to.
const END: Duration = Duration::from_secs(5);
/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// Runs inside the namespace. `$1` is the folder for the socket, `$2` the folder of the reader's configuration, `$3` the daemon.
/// It ends when standard input does, so it cannot outlive the program that started it, however that ends. Should it not heed
/// SIGTERM, it gets SIGKILL two seconds later.
const SCRIPT: &str = r#"
set -e
exec 3<&0
[ -d /run/pcscd ] || { mount -t tmpfs tmpfs /run && mkdir /run/pcscd; }
mount --bind "$1" /run/pcscd
"$3" --foreground --config "$2" </dev/null &
daemon=$!
{
    read -r _ || true
    kill "$daemon"
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        kill -0 "$daemon" || exit 0
        sleep 0.1
    done
    kill -KILL "$daemon"
} <&3 2>/dev/null &
exec 3<&-
wait "$daemon"
"#;

/// A running private `pcscd`. When it is dropped, the daemon and its reader end, and nothing else does.
#[derive(Debug)]
pub struct PrivatePcscd {
    child: Child,
    /// Closed to end the daemon.
    lifeline: Option<ChildStdin>,
    socket: PathBuf,
    /// 0 where there is no reader.
    port: u16,
}

/// Why there is no private `pcscd`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PcscdError {
    /// A needed program is not installed.
    #[error("{what} is not installed (Debian package {package})")]
    Missing {
        /// The program or file.
        what: &'static str,
        /// The package that has it.
        package: &'static str,
    },
    /// Another program listens on one of the two ports.
    #[error("TCP port {port} is taken")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// A folder or file could not be made, a program not started.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The daemon ended, or was not ready in time.
    #[error("pcscd did not start ({reason}); its log is {}", log.display())]
    NotReady {
        /// What happened instead.
        reason: String,
        /// The daemon's output.
        log: PathBuf,
    },
}

/// How often free ports are looked for.
const ATTEMPTS: usize = 8;

impl PrivatePcscd {
    /// Starts a `pcscd` with its socket, configuration and log in `folder`, and waits until it and its reader answer.
    ///
    /// The folder must not lie under `/run` unless the machine has a `/run/pcscd`: otherwise the namespace has a `/run` of its own.
    /// The reader's slots are at TCP `port` and `port + 1`; `None` takes two that are free. vpcd listens on all interfaces.
    ///
    /// # Errors
    /// `Missing` names the package to install, `PortTaken` the port, `System` what the system refused, `NotReady` where the
    /// daemon's log is.
    pub fn start(folder: &Path, port: Option<u16>) -> Result<Self, PcscdError> {
        for (what, package) in [(DRIVER, "vsmartcard-vpcd"), (DAEMON, "pcscd")] {
            if !Path::new(what).exists() {
                return Err(PcscdError::Missing { what, package });
            }
        }
        for _ in 1..ATTEMPTS {
            let free = port.map_or_else(free_ports, Ok)?;
            match [free, free.saturating_add(1)].into_iter().find(|port| is_listening(*port)) {
                None => return Self::launch(folder, free),
                Some(taken) if port.is_some() => return Err(PcscdError::PortTaken { port: taken }),
                // Another program, perhaps another test, was faster.
                Some(_) => {}
            }
        }
        Self::launch(folder, free_ports()?)
    }

    /// The same without any reader, as on a PC to which none is connected.
    ///
    /// # Errors
    /// As [`PrivatePcscd::start`].
    pub fn start_without_reader(folder: &Path) -> Result<Self, PcscdError> {
        if !Path::new(DAEMON).exists() {
            return Err(PcscdError::Missing { what: DAEMON, package: "pcscd" });
        }
        Self::launch(folder, 0)
    }

    fn launch(folder: &Path, port: u16) -> Result<Self, PcscdError> {
        let folder = absolute(folder)?;
        let (socket_folder, configuration) = (folder.join("run"), folder.join("reader.conf.d"));
        for folder in [&socket_folder, &configuration] {
            std::fs::create_dir_all(folder).map_err(system(folder))?;
        }
        if port != 0 {
            let reader = configuration.join("vpcd");
            std::fs::write(&reader, reader_configuration(port)).map_err(system(&reader))?;
        }
        let log_path = folder.join("pcscd.log");
        let log = std::fs::File::create(&log_path).map_err(system(&log_path))?;
        let errors = log.try_clone().map_err(system(&log_path))?;
        let mut child = namespace()
            .args(["sh", "-c", SCRIPT, "private-pcscd"])
            .args([&socket_folder, &configuration, Path::new(DAEMON)])
            .stdin(Stdio::piped())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .map_err(system(Path::new("unshare")))?;
        let lifeline = child.stdin.take();
        let mut daemon = PrivatePcscd { child, lifeline, socket: socket_folder.join("pcscd.comm"), port };
        daemon.wait_until_ready().map_err(|reason| PcscdError::NotReady { reason, log: log_path })?;
        Ok(daemon)
    }

    /// The socket, the value for [`SOCKET_VARIABLE`] in the environment of every program that is to use this daemon.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The port of the first slot; that of the second is one more. 0 where there is no reader.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Host and port of a slot, for [`Slot::new`](crate::vpcd::Slot::new); slots are counted from 0.
    #[must_use]
    pub fn slot(&self, slot: u16) -> String {
        format!("127.0.0.1:{}", self.port.saturating_add(slot))
    }

    /// A command that will use this daemon.
    #[must_use]
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env(SOCKET_VARIABLE, &self.socket);
        command
    }

    fn wait_until_ready(&mut self) -> Result<(), String> {
        let deadline = Instant::now() + START;
        let slots: &[u16] = if self.port == 0 { &[] } else { &[self.port, self.port.saturating_add(1)] };
        while !(self.socket.exists() && slots.iter().all(|slot| is_listening(*slot))) {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(status.to_string());
            }
            if Instant::now() >= deadline {
                return Err(format!("not ready after {} s", START.as_secs()));
            }
            std::thread::sleep(LOOK);
        }
        Ok(())
    }
}

impl Drop for PrivatePcscd {
    fn drop(&mut self) {
        self.lifeline = None;
        let deadline = Instant::now() + END;
        while let Ok(None) = self.child.try_wait() {
            if Instant::now() >= deadline {
                // The namespace's shell; the daemon has had its chance to end in order.
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            std::thread::sleep(LOOK);
        }
    }
}

/// `unshare` with a mount namespace, and one of the user's where this is not root.
fn namespace() -> Command {
    let mut command = Command::new("unshare");
    command.arg("--mount");
    if !is_root() {
        command.arg("--map-root-user");
    }
    command.arg("--");
    command
}

/// Whether the effective user is root: the second number of the line `Uid:` (proc_pid_status(5)).
fn is_root() -> bool {
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| {
        let line = status.lines().find_map(|line| line.strip_prefix("Uid:"));
        line.and_then(|uids| uids.split_whitespace().nth(1)) == Some("0")
    })
}

fn reader_configuration(port: u16) -> String {
    format!(
        "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x{port:04X}\nLIBPATH {DRIVER}\nCHANNELID 0x{port:04X}\n"
    )
}

/// A port that is free together with the next one. Another program can still be faster; then the daemon does not become ready.
fn free_ports() -> Result<u16, PcscdError> {
    let any = (Ipv4Addr::UNSPECIFIED, 0);
    let mut held = Vec::new();
    loop {
        let first = TcpListener::bind(any).map_err(system(Path::new("a free port")))?;
        let port = first.local_addr().map_err(system(Path::new("a free port")))?.port();
        let next = port.checked_add(1).map(|next| TcpListener::bind((Ipv4Addr::UNSPECIFIED, next)));
        if matches!(next, Some(Ok(_))) {
            return Ok(port);
        }
        // Held, so that the next try gets another one.
        held.push(first);
    }
}

/// Whether a program listens on this port, from the kernel's table: to connect would be to insert a card.
fn is_listening(port: u16) -> bool {
    /// The kernel's number for LISTEN.
    const LISTEN: &str = "0A";
    let port = format!(":{port:04X}");
    ["/proc/net/tcp", "/proc/net/tcp6"].iter().any(|table| {
        std::fs::read_to_string(table).unwrap_or_default().lines().any(|line| {
            let mut columns = line.split_whitespace().skip(1);
            let local = columns.next().unwrap_or_default();
            local.ends_with(&port) && columns.nth(1) == Some(LISTEN)
        })
    })
}

fn absolute(folder: &Path) -> Result<PathBuf, PcscdError> {
    std::fs::create_dir_all(folder).map_err(system(folder))?;
    folder.canonicalize().map_err(system(folder))
}

fn system(what: &Path) -> impl FnOnce(std::io::Error) -> PcscdError {
    let what = what.display().to_string();
    move |source| PcscdError::System { what, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_is_seen_and_its_end_too() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(is_listening(port));
        drop(listener);
        assert!(!is_listening(port));
    }

    #[test]
    fn free_ports_come_in_pairs() {
        let port = free_ports().unwrap();
        assert!(!is_listening(port) && !is_listening(port + 1));
    }
}
