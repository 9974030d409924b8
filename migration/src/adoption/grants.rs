//! Who might call and may not yet: for the administrator to decide, never granted here.

use std::collections::{BTreeMap, BTreeSet};

use super::{report::MissingGrants, source::Row};

/// What everyone who may chat needs in order to call.
const CALLING: [&str; 3] = ["call.audio", "call.video", "call.view_history"];
/// The permission to chat, as the Node server called it and as the plan does.
const CHATTING: [&str; 2] = ["chat.access", "chat.access_channels"];
/// May everything, whatever is granted.
const ADMIN: &str = "admin";

/// The roles that exist, may chat and lack a permission to call, from Orvale's `roles` and
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
