//! Ending memberships of tickets' rooms when people do not see the ticket any more, because their role or team changed.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use entity::{
    ids::{Millis, UserId},
    ledgers::members::RemoveMember,
    permission::{Account, Permission, may},
    queries::tickets::{self, RoomMember, Stored},
};

use crate::{
    channels::{Decide, Decision, Request, Room},
    clock,
    commands::Services,
    delivery::reply::ReplyTo,
    protocol::{Failure, Reply, reply::Done},
};

/// Removes those of `changed` from rooms whose ticket they do not see. People who cannot use the chat at present keep
/// their place: nothing reaches them.
pub(super) async fn check(
    services: &Services,
    changed: &BTreeSet<UserId>,
) -> Result<(), entity::Error> {
    if changed.is_empty() {
        return Ok(());
    }
    let mut members = tickets::members_by_ticket(&services.database).await?;
    members.retain(|member| changed.contains(&member.user));
    let numbers: BTreeSet<String> = members.iter().map(|one| one.number.clone()).collect();
    let found = tickets::find_all(&services.database, &numbers).await?;
    let found: HashMap<&str, &Stored> = found.iter().map(|one| (one.number(), one)).collect();
    for member in members {
        let account = services.directory.known_account(&member.user);
        let uses_chat = |account: &Arc<Account>| may(account, Permission::AccessChannels).is_ok();
        let Some(account) = account.filter(uses_chat) else {
            continue;
        };
        let ticket = found.get(member.number.as_str());
        if ticket.is_some_and(|ticket| !ticket.standing.sees(&account)) {
            remove(services, member);
        }
    }
    Ok(())
}

fn remove(services: &Services, member: RoomMember) {
    let (reply, _) = ReplyTo::caller();
    let request = Request {
        caller: Arc::new(Account::gone(member.user.clone())),
        command: Box::new(Remove(member.user)),
        once: None,
        reply,
    };
    services
        .channels
        .request(member.channel_id, request, clock::now());
}

/// The end of a membership, which no client can request.
#[derive(Debug)]
struct Remove(UserId);

impl Decide for Remove {
    fn changes_rules(&self) -> bool {
        true
    }

    fn decide(
        self: Box<Self>,
        room: &mut Room,
        _: &Account,
        _: Millis,
    ) -> Result<Decision<Reply>, Failure> {
        let change = RemoveMember {
            channel_id: room.id(),
            user: self.0.clone(),
            by: self.0,
        };
        Ok(Decision::keep(change, |_| Ok(Done {})).into_any())
    }
}
