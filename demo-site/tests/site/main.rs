//! The site as browsers meet it: every test sends requests through the real router, with forms that are really signed.

#[cfg(test)]
mod city;
#[cfg(test)]
mod intake;
#[cfg(test)]
mod logins;
#[cfg(test)]
mod pages;
#[cfg(unix)]
#[cfg(test)]
mod program;
#[cfg(test)]
mod record;
