//! Finds the roles that may chat but not call, for the administrator to decide. Grants nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::{report::MissingGrants, source::Row};

/// The permissions for calls.
const CALLING: [&str; 3] = ["call.audio", "call.video", "call.view_history"];
/// The names of the permission to chat: the Node server's and ours.
const CHATTING: [&str; 2] = ["chat.access", "chat.access_channels"];
/// The role with all permissions, whatever is granted.
const ADMIN: &str = "admin";

/// Returns the existing roles that may chat but lack a permission for calls, from Orvale's `roles` and
/// `role_permissions`.
pub(super) fn missing(roles: &[Row], granted: &[Row]) -> Vec<MissingGrants> {
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in granted {
        if let (Some(role), Some(permission)) = (row.text("role_id"), row.text("permission_id")) {
            held.entry(role).or_default().insert(permission);
        }
    }
    let roles = roles.iter().filter_map(|row| row.text("id"));
    roles
        .filter(|role| role != ADMIN)
        .filter_map(|role| {
            let held = held.get(&role)?;
            let lacking = CALLING.iter().filter(|name| !held.contains(**name));
            let permissions: Vec<String> = lacking.map(|name| (*name).to_owned()).collect();
            let may_chat = CHATTING.iter().any(|name| held.contains(*name));
            (may_chat && !permissions.is_empty()).then_some(MissingGrants { role, permissions })
        })
        .collect()
}
