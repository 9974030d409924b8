//! Numbers of tickets, such as `HD-250819-138`: the prefix of a team, the day, and its next number in Orvale's
//! `ticket_sequences`.
//!
//! A number is taken in the transaction that writes its ticket, so there is none without the other.

use sea_orm::DatabaseTransaction;

use crate::{
    error::Error,
    ids::Millis,
    queries::{
        sql::{Sql, column},
        tickets::times,
    },
};

/// Takes the next number of a team that no ticket has.
pub(super) async fn take(
    db: &DatabaseTransaction,
    team: &str,
    at: Millis,
) -> Result<String, Error> {
    let day = times::day(at);
    let usual = match last_prefix(db, team).await? {
        Some(prefix) => prefix,
        None => prefix_of(team),
    };
    loop {
        let row = Sql::new(
            db,
            "INSERT INTO ticket_sequences (team_id, date, last_sequence, prefix) VALUES (",
        )
        .bind(team)
        .add(", ")
        .bind(day.as_str())
        .add(", 1, ")
        .bind(usual.as_str())
        .add(
            ") ON CONFLICT (team_id, date) DO UPDATE SET \
             last_sequence = COALESCE(ticket_sequences.last_sequence, 0) + 1 \
             RETURNING CAST(last_sequence AS BIGINT), CAST(prefix AS TEXT)",
        )
        .one(db)
        .await?
        .ok_or_else(|| Error::Corrupt("a sequence has no number".into()))?;
        let prefix: Option<String> = column(&row, 1)?;
        let prefix = prefix.filter(|prefix| !prefix.is_empty());
        let prefix = prefix.as_deref().unwrap_or(&usual);
        let number = format!("{prefix}-{day}-{}", sequence(column(&row, 0)?));
        if !is_taken(db, &number).await? {
            return Ok(number);
        }
    }
}

/// The prefix that Orvale used for the team last.
async fn last_prefix(db: &DatabaseTransaction, team: &str) -> Result<Option<String>, Error> {
    let found = Sql::new(
        db,
        "SELECT CAST(prefix AS TEXT) FROM ticket_sequences WHERE COALESCE(prefix, '') <> '' \
         AND team_id = ",
    )
    .bind(team)
    .add(" ORDER BY date DESC LIMIT 1")
    .one(db)
    .await?;
    found.map(|row| column(&row, 0)).transpose()
}

/// Two tickets whose numbers differ in case alone could not be told apart.
async fn is_taken(db: &DatabaseTransaction, number: &str) -> Result<bool, Error> {
    let forms = [
        number.to_owned(),
        number.to_uppercase(),
        number.to_lowercase(),
    ];
    let found = Sql::new(db, "SELECT 1 FROM user_tickets WHERE submission_id IN ")
        .list(forms)
        .add(" LIMIT 1")
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// The prefix of a team that has none yet: `IM` for `ITTS_Main`, `HE` for `HELPDESK`.
fn prefix_of(team: &str) -> String {
    let letters = |text: &str, count| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.take(count).collect()
    };
    let mut words = team.split(['_', ' ', '-']).filter(|word| !word.is_empty());
    let prefix = match (words.next(), words.next()) {
        (Some(first), Some(second)) => letters(first, 1) + &letters(second, 1),
        _ => letters(team, 2),
    };
    match prefix.is_empty() {
        true => "TK".to_owned(),
        false => prefix.to_uppercase(),
    }
}

/// Three digits; after 999 comes A00.
fn sequence(number: i64) -> String {
    let beyond = number - 1000;
    let letter = u8::try_from(beyond / 100).ok().filter(|nth| *nth < 26);
    match letter {
        Some(nth) if beyond >= 0 => format!("{}{:02}", char::from(b'A' + nth), beyond % 100),
        _ => format!("{number:03}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_on_after_999() {
        for (number, written) in [
            (1, "001"),
            (138, "138"),
            (999, "999"),
            (1000, "A00"),
            (1099, "A99"),
            (1100, "B00"),
            (3599, "Z99"),
            (3600, "3600"),
        ] {
            assert_eq!(sequence(number), written);
        }
    }

    #[test]
    fn a_team_without_a_prefix_gets_one() {
        for (team, prefix) in [
            ("ITTS_Main", "IM"),
            ("HELPDESK", "HE"),
            ("dpss_academy", "DA"),
            ("7", "7"),
            ("Ünï", "N"),
            ("__", "TK"),
        ] {
            assert_eq!(prefix_of(team), prefix);
        }
    }
}
