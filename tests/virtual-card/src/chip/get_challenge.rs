//! GET CHALLENGE, `00 84 00 00 Le`: 1 to 256 random bytes, in the MF and in applications (CARD.md 2.8).

use super::Executed;
use super::command::Command;
use super::status_word::StatusWord;

pub(super) fn get_challenge(command: &Command<'_>) -> Executed {
    if command.p1_p2() != 0 {
        return Err(StatusWord::INCORRECT_P1_P2);
    }
    if command.extended {
        return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
    }
    let (Some(ne), []) = (command.ne, command.body) else { return Err(StatusWord::WRONG_LENGTH) };
    let mut challenge = vec![0; ne];
    getrandom::fill(&mut challenge).map_err(|_| StatusWord::NO_DIAGNOSIS)?;
    Ok(challenge)
}
