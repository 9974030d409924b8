//! The users, their channels and their tokens.

use std::time::SystemTime;

use anyhow::{Context, Result};
use jsonwebtoken::{EncodingKey, Header};
use serde::Serialize;

/// The users and channels of a run.
#[derive(Clone, Debug, Serialize)]
pub struct Population {
    /// The usernames, by the users' indices.
    pub users: Vec<String>,
    /// The channels: every user is in one of each size.
    pub channels: Vec<Room>,
}

/// A channel.
#[derive(Clone, Debug, Serialize)]
pub struct Room {
    /// Its id, the same on both servers.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its nominal size; the last one of a size may have fewer members.
    pub size: usize,
    /// Its members, as indices of users.
    pub members: Vec<usize>,
}

impl Population {
    /// Creates `users` users, each in one channel of each of `sizes`.
    #[must_use]
    pub fn new(users: usize, sizes: &[usize]) -> Self {
        let everyone: Vec<usize> = (0..users).collect();
        let rooms = sizes
            .iter()
            .flat_map(|size| everyone.chunks(*size).map(move |room| (*size, room)));
        let channels = (1..).zip(rooms).map(|(id, (size, members))| Room {
            id,
            name: format!("load-{size}-{id}"),
            size,
            members: members.to_vec(),
        });
        Self {
            channels: channels.collect(),
            users: everyone
                .iter()
                .map(|user| format!("load{user:05}"))
                .collect(),
        }
    }

    /// Returns the channels of one size.
    pub fn rooms(&self, size: usize) -> impl Iterator<Item = &Room> {
        self.channels.iter().filter(move |room| room.size == size)
    }

    /// Returns one of Orvale's tokens for every user, valid for a day.
    ///
    /// # Errors
    /// If the secret cannot sign.
    pub fn tokens(&self, secret: &str) -> Result<Vec<String>> {
        #[derive(Serialize)]
        struct Claims<'a> {
            id: usize,
            username: &'a str,
            role: &'a str,
            team_id: Option<&'a str>,
            iat: u64,
            exp: u64,
        }
        let key = EncodingKey::from_secret(secret.as_bytes());
        let iat = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)?
            .as_secs();
        let token = |(id, username): (usize, &String)| {
            let claims = Claims {
                id,
                username,
                role: "user",
                team_id: None,
                iat,
                exp: iat + 86_400,
            };
            jsonwebtoken::encode(&Header::default(), &claims, &key).context("cannot sign a token")
        };
        self.users.iter().enumerate().map(token).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_is_in_one_channel_of_each_size() {
        let population = Population::new(20, &[2, 10, 20]);
        assert_eq!(population.channels.len(), 10 + 2 + 1);
        for size in [2, 10, 20] {
            let mut members: Vec<usize> = population
                .rooms(size)
                .flat_map(|room| room.members.clone())
                .collect();
            members.sort_unstable();
            assert_eq!(members, (0..20).collect::<Vec<_>>());
        }
    }
}
