//! `cargo xtask demo`: the whole, to be looked at.

use std::path::PathBuf;

use clap::Args;

use crate::run::{Outcome, hand_over, program, root, step, target};
use crate::{build, setup};

/// What to show.
#[derive(Args)]
pub(crate) struct Demo {
    /// Without PC/SC: the tests' own host holds the virtual card in its process.
    #[arg(long, conflicts_with = "reader")]
    embedded: bool,
    /// With this machine's own reader and a real card.
    #[arg(long)]
    reader: bool,
    /// With --reader: a PEM file of the CAs that the site trusts, such as J-LIS's own, instead of those of the test cards.
    #[arg(long, requires = "reader")]
    anchors: Option<PathBuf>,
    /// Do the same flow by itself, without a person, and leave what came of it in the folder of `--out`.
    #[arg(long, requires = "out", conflicts_with = "reader")]
    headless: bool,
    /// Where `--headless` leaves the signed application, the anchors, the report, the card's exchanges and the screens.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The language of the screens.
    #[arg(long, default_value = "ja", value_parser = ["ja", "en"])]
    lang: String,
    /// Make the card's files anew.
    #[arg(long)]
    new_card: bool,
}

impl Demo {
    /// Builds, starts everything, and ends it again.
    pub(crate) fn run(self) -> Outcome {
        setup::for_showing(!self.embedded && !self.reader)?;
        build::everything()?;
        step("start");
        let card = if self.embedded {
            "embedded"
        } else if self.reader {
            "reader"
        } else {
            "vpcd"
        };
        let mut command = program("node", &["tests/e2e/demo.mjs", "--card", card, "--lang", &self.lang]);
        command.env("JITSUIN_ROOT", root()).env("JITSUIN_TARGET", target());
        if self.new_card {
            command.arg("--new-card");
        }
        if let Some(anchors) = self.anchors {
            command.arg("--anchors").arg(std::path::absolute(anchors).map_err(|error| error.to_string())?);
        }
        if self.headless {
            command.arg("--headless");
        }
        if let Some(out) = self.out {
            // The folder is meant from where the person stands, the script runs in the top folder.
            let out = std::path::absolute(out).map_err(|error| error.to_string())?;
            command.arg("--out").arg(out);
        }
        hand_over(&mut command)
    }
}
