//! Orvale's JSON Web Tokens: signing, and checking signature and time.
//!
//! A valid token only names a user. Whether the account is active, and whether the token was revoked, is
//! checked against the database in [`super::Identity`].

use std::time::Duration;

use actors::clock;
use entity::ids::{Millis, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use crate::config::Secret;

/// The longest token that is parsed, in bytes, far above the length of Orvale's.
const LONGEST: usize = 4096;

/// Signs tokens and checks signatures, with one secret.
pub struct Signer {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    lifetime: Duration,
}

/// The claims of a token to sign, in the first of Orvale's two forms.
#[derive(Clone, Debug)]
pub struct Bearer<'a> {
    /// The row id in Orvale's `users`, read only by Orvale's pages.
    pub id: i64,
    /// The username.
    pub username: &'a str,
    /// The user's role, read only by Orvale's pages.
    pub role: &'a str,
    /// The user's team, read only by Orvale's pages.
    pub team_id: Option<&'a str>,
    /// The user's token epoch; `None` signs a token without one, as Orvale does.
    pub epoch: Option<i64>,
}

#[derive(Serialize)]
struct Issued<'a> {
    id: i64,
    username: &'a str,
    role: &'a str,
    team_id: Option<&'a str>,
    iat: i64,
    exp: i64,
    /// `iat` in milliseconds, so that two logins within a second get tokens that are revoked separately.
    iat_ms: i64,
    /// "Log out everywhere" revokes the tokens of all earlier epochs, independent of any clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    epoch: Option<i64>,
}

/// The claims that are read from a token; both of Orvale's forms have `username`.
#[derive(Deserialize)]
struct Claimed {
    username: String,
    exp: i64,
    #[serde(default)]
    iat: Option<i64>,
    #[serde(default)]
    iat_ms: Option<i64>,
    #[serde(default)]
    epoch: Option<i64>,
}

/// A token with a valid signature that has not expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The user it was issued to.
    pub username: UserId,
    /// When it was issued; 0 when it does not say.
    pub issued_at: Millis,
    /// Its epoch; Orvale's own tokens have none.
    pub epoch: Option<i64>,
    /// When it expires.
    pub expires_at: Millis,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It has expired.
    Expired,
    /// Anything else; the reasons are not told apart, so that they reveal nothing to an attacker.
    Invalid,
}

impl Signer {
    /// Signs with `secret`; tokens are valid for `lifetime`.
    #[must_use]
    pub fn new(secret: &Secret, lifetime: Duration) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.validate_nbf = true;
        // Orvale's tokens have no `aud`, so one that has it is not rejected for it.
        validation.validate_aud = false;
        validation.set_required_spec_claims(&["exp"]);
        Self {
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
            validation,
            lifetime,
        }
    }

    /// Signs a token for `bearer`, issued at `now`.
    ///
    /// # Errors
    /// When signing fails.
    pub fn sign(
        &self,
        bearer: &Bearer<'_>,
        now: Millis,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let lifetime = i64::try_from(self.lifetime.as_secs()).unwrap_or(i64::MAX / 2_000);
        let claims = Issued {
            id: bearer.id,
            username: bearer.username,
            role: bearer.role,
            team_id: bearer.team_id,
            iat: now / 1000,
            exp: now / 1000 + lifetime,
            iat_ms: now,
            epoch: bearer.epoch,
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
    }

    /// Checks the signature and the time of `token` and returns its claims.
    ///
    /// # Errors
    /// [`Refusal`] when the token is expired or invalid.
    pub fn verify(&self, token: &str) -> Result<Claims, Refusal> {
        use jsonwebtoken::errors::ErrorKind;
        if token.len() > LONGEST {
            return Err(Refusal::Invalid);
        }
        let claims = decode::<Claimed>(token, &self.decoding, &self.validation)
            .map_err(|error| match error.kind() {
                ErrorKind::ExpiredSignature => Refusal::Expired,
                _ => Refusal::Invalid,
            })?
            .claims;
        let username = claims.username.parse().map_err(|_| Refusal::Invalid)?;
        // The library accepts a token in the second of its `exp`; RFC 7519 does not.
        if claims.exp.saturating_mul(1000) <= clock::now() {
            return Err(Refusal::Expired);
        }
        Ok(Claims {
            issued_at: issued_at(claims.iat, claims.iat_ms),
            expires_at: claims.exp.saturating_mul(1000),
            epoch: claims.epoch,
            username,
        })
    }
}

/// Returns the time in milliseconds if it agrees with `iat`, otherwise the start of that second.
fn issued_at(iat: Option<i64>, exact: Option<i64>) -> Millis {
    match (iat, exact) {
        (Some(iat), Some(exact)) if exact.div_euclid(1000) == iat => exact,
        (Some(iat), _) => iat.saturating_mul(1000),
        (None, _) => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef-test";

    fn signer() -> Signer {
        let secret = Secret::new(SECRET.into(), "test").expect("strong");
        Signer::new(&secret, Duration::from_hours(1))
    }

    fn signed(algorithm: Algorithm, secret: &str, claims: &Value) -> String {
        let key = EncodingKey::from_secret(secret.as_bytes());
        encode(&Header::new(algorithm), claims, &key).expect("signs")
    }

    fn seconds() -> i64 {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map(|d| i64::try_from(d.as_secs()).expect("fits"))
            .expect("after 1970")
    }

    #[test]
    fn both_of_orvales_forms_are_believed() {
        let now = seconds();
        for claims in [
            json!({"id": 7, "username": "ann", "role": "it_user", "team_id": "NET", "iat": now,
                   "exp": now + 60}),
            json!({"username": "ann", "display_name": "Ann", "role": "admin", "iat": now,
                   "exp": now + 60}),
        ] {
            let token = signed(Algorithm::HS256, SECRET, &claims);
            let claims = signer().verify(&token).expect("believed");
            assert_eq!(claims.username.as_str(), "ann");
            assert_eq!((claims.issued_at, claims.epoch), (now * 1000, None));
            assert_eq!(claims.expires_at, (now + 60) * 1000);
        }
    }

    #[test]
    fn our_own_token_keeps_its_millisecond_and_its_epoch() {
        let now = seconds() * 1000 + 123;
        let bearer = Bearer {
            id: 1,
            username: "ann",
            role: "admin",
            team_id: None,
            epoch: Some(3),
        };
        let token = signer().sign(&bearer, now).expect("signs");
        let claims = signer().verify(&token).expect("believed");
        assert_eq!((claims.issued_at, claims.epoch), (now, Some(3)));
    }

    #[test]
    fn forgeries_are_refused() {
        let now = seconds();
        let good = json!({"username": "ann", "iat": now, "exp": now + 60});
        let none =
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJ1c2VybmFtZSI6ImFubiIsImV4cCI6OTk5OTk5OTk5OX0.";
        let refused = [
            signed(
                Algorithm::HS256,
                "another-secret-another-secret-anoth",
                &good,
            ),
            signed(Algorithm::HS512, SECRET, &good),
            signed(Algorithm::HS384, SECRET, &good),
            signed(
                Algorithm::HS256,
                SECRET,
                &json!({"username": "ann", "iat": now}),
            ),
            signed(
                Algorithm::HS256,
                SECRET,
                &json!({"username": "ann", "exp": "soon"}),
            ),
            signed(
                Algorithm::HS256,
                SECRET,
                &json!({"username": "", "exp": now + 60}),
            ),
            signed(
                Algorithm::HS256,
                SECRET,
                &json!({"username": "ann\0", "exp": now + 60}),
            ),
            signed(Algorithm::HS256, SECRET, &json!({"id": 7, "exp": now + 60})),
            signed(
                Algorithm::HS256,
                SECRET,
                &json!({"username": "ann", "exp": now + 60, "nbf": now + 30}),
            ),
            none.to_owned(),
            String::new(),
            "a.b.c".to_owned(),
            "x".repeat(LONGEST + 1),
        ];
        for token in refused {
            assert_eq!(signer().verify(&token), Err(Refusal::Invalid), "{token}");
        }
    }

    #[test]
    fn there_is_no_leeway() {
        let now = seconds();
        let token = signed(
            Algorithm::HS256,
            SECRET,
            &json!({"username": "ann", "exp": now - 1}),
        );
        assert_eq!(signer().verify(&token), Err(Refusal::Expired));
    }

    #[test]
    fn an_exact_time_that_disagrees_is_not_believed() {
        assert_eq!(issued_at(Some(5), Some(9_999)), 5_000);
        assert_eq!(issued_at(None, Some(9_999)), 0);
    }
}
