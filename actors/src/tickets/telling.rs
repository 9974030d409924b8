//! Telling a room what changed about its ticket: its members, whether it is archived, and its lines.

use std::{collections::HashMap, sync::Arc};

use entity::{
    ids::{ChannelId, Millis, UserId},
    ledgers::{
        channels::{EnterRoom, Past, TellRoom, UpdateChannel},
        members::{RemoveMember, SetMember},
    },
    model::{ChannelRole, SystemNote},
    permission::{Account, TicketStanding},
    queries::tickets::{Gone, Outdated, Seen},
    text::ChannelName,
};

use super::notifying;
use crate::{
    channels::{Decide, Decision, Request, Room},
    clock,
    commands::Services,
    delivery::reply::ReplyTo,
    protocol::{Failure, Reply, reply::Done},
};

/// Brings a room in line with its ticket, and returns whether that is done. The lines come last: until they are written, the
/// room is found again.
pub(super) async fn tell(services: &Services, room: Outdated, people: &People) -> bool {
    let steps = steps(&room, people);
    carry_out(services, steps, News::from(room)).await
}

/// The accounts of members.
pub(super) type People = HashMap<UserId, Arc<Account>>;

/// Returns the accounts of those who may have to leave these rooms.
pub(super) async fn people(
    services: &Services,
    rooms: &[Outdated],
) -> Result<People, entity::Error> {
    let moved = rooms.iter().filter(|room| has_moved(room));
    let members = moved.flat_map(|room| room.members.iter().map(|(user, _)| user));
    notifying::accounts(services, members.collect()).await
}

/// Returns whether the ticket went to other people.
fn has_moved(room: &Outdated) -> bool {
    room.before.assignee != room.now.assignee || room.before.team != room.now.team
}

/// Archives a room whose ticket is gone, says why, and returns whether that is done.
pub(super) async fn tell_gone(services: &Services, room: Gone) -> bool {
    let archived = room.active.then_some(Step::Active(false));
    let steps = archived.into_iter().chain([Step::Lines]).collect();
    carry_out(services, steps, News::from(room)).await
}

/// What a room is told.
#[derive(Debug)]
struct News {
    channel_id: ChannelId,
    before: Seen,
    now: Seen,
    lines: Vec<(UserId, SystemNote)>,
}

impl From<Outdated> for News {
    fn from(room: Outdated) -> Self {
        Self {
            channel_id: room.channel_id,
            before: room.before,
            now: room.now,
            lines: room.lines,
        }
    }
}

impl From<Gone> for News {
    fn from(room: Gone) -> Self {
        Self {
            channel_id: room.channel_id,
            now: Seen {
                deleted: true,
                ..room.before.clone()
            },
            before: room.before,
            lines: vec![room.line],
        }
    }
}

async fn carry_out(services: &Services, steps: Vec<Step>, news: News) -> bool {
    let news = Arc::new(news);
    for step in steps {
        // A member who is gone must not keep the room from being told.
        let may_fail = matches!(step, Step::Enter(..) | Step::Leave(_));
        let (reply, answer) = ReplyTo::caller();
        let request = Request {
            caller: Arc::new(Account::gone(author(&news))),
            command: Box::new(Told {
                step,
                news: Arc::clone(&news),
            }),
            once: None,
            reply,
        };
        services
            .channels
            .request(news.channel_id, request, clock::now());
        match answer.await {
            Ok(Ok(_)) => {}
            Ok(Err(failure)) if may_fail => {
                tracing::debug!(
                    message = failure.message,
                    "tickets: a member stays as they are"
                );
            }
            _ => return false,
        }
    }
    true
}

fn steps(room: &Outdated, people: &People) -> Vec<Step> {
    let sleeps = room.now.sleeps();
    let turns = room.before.sleeps() != sleeps && room.active == sleeps;
    let mut steps: Vec<Step> = room.new_name().map(Step::Name).into_iter().collect();
    if turns && !sleeps {
        steps.push(Step::Active(true));
    }
    let leaving = leaving(room, people);
    if room.before.assignee != room.now.assignee
        && let Some(assignee) = room.ticket.assignee()
    {
        let owns = |(user, role): &(UserId, ChannelRole)| {
            *role == ChannelRole::Owner && !leaving.contains(user)
        };
        let role = match room.members.iter().any(owns) {
            true => ChannelRole::Member,
            false => ChannelRole::Owner,
        };
        steps.push(Step::Enter(assignee.clone(), role));
    }
    steps.extend(leaving.into_iter().map(Step::Leave));
    if turns && sleeps {
        steps.push(Step::Active(false));
    }
    steps.push(Step::Lines);
    steps
}

/// The members who are not any more: the former assignee, unless the room is theirs or they have the problem, and those
/// who saw the ticket and no longer do. Others were added by a member, and stay.
fn leaving(room: &Outdated, people: &People) -> Vec<UserId> {
    let (before, now) = (&room.before, &room.now);
    if !has_moved(room) {
        return Vec::new();
    }
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let standing = &room.ticket.standing;
    let earlier = TicketStanding {
        assigned_to: some(&before.assignee),
        team: some(&before.team),
        ..standing.clone()
    };
    let mut leaving = Vec::new();
    for (user, role) in &room.members {
        let Some(account) = people.get(user) else {
            continue;
        };
        let hidden = earlier.sees(account) && !standing.sees(account);
        let former = before.assignee == user.as_str()
            && before.assignee != now.assignee
            && *role != ChannelRole::Owner
            && room.ticket.requester() != Some(user);
        if hidden || former {
            leaving.push(user.clone());
        }
    }
    leaving
}

/// Whoever changed the ticket, who need not have an account.
fn author(news: &News) -> UserId {
    let first = news.lines.first();
    first.map_or_else(|| "Orvale".into(), |(by, _)| by.clone())
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// Another name.
    Name(ChannelName),
    /// Restore it, or archive it.
    Active(bool),
    /// Whoever works on the ticket becomes a member, or an owner where there is none.
    Enter(UserId, ChannelRole),
    /// Someone is no longer a member.
    Leave(UserId),
    /// The lines.
    Lines,
}

/// A change of nothing.
fn settings(channel_id: ChannelId, by: UserId) -> UpdateChannel {
    UpdateChannel {
        channel_id,
        by,
        name: None,
        description: None,
        read_only: None,
        access: None,
        pinning: None,
        history: None,
        past: Past::AsSet,
        ticket_events: None,
        active: None,
    }
}

/// One step of it, which no client can request.
#[derive(Debug)]
struct Told {
    step: Step,
    news: Arc<News>,
}

impl Decide for Told {
    fn changes_rules(&self) -> bool {
        true
    }

    fn decide(
        self: Box<Self>,
        room: &mut Room,
        _: &Account,
        _: Millis,
    ) -> Result<Decision<Reply>, Failure> {
        let of = &self.news;
        let (channel_id, by) = (room.id(), author(of));
        let done = |_| Ok(Done {});
        let decision = match self.step {
            Step::Name(name) => Decision::keep(
                UpdateChannel {
                    name: Some(name),
                    ..settings(channel_id, by)
                },
                done,
            ),
            Step::Active(active) => Decision::keep(
                UpdateChannel {
                    active: Some(active),
                    ..settings(channel_id, by)
                },
                done,
            ),
            Step::Enter(user, role) => match room.membership(&user) {
                Some(known) if known.role == role || role == ChannelRole::Member => {
                    Decision::Send(None, Done {})
                }
                _ => Decision::keep(
                    EnterRoom(SetMember {
                        channel_id,
                        user,
                        role,
                        by,
                    }),
                    done,
                ),
            },
            Step::Leave(user) => Decision::keep(
                RemoveMember {
                    channel_id,
                    user,
                    by,
                },
                done,
            ),
            Step::Lines => Decision::keep(
                TellRoom {
                    channel_id,
                    before: of.before.clone(),
                    now: of.now.clone(),
                    lines: of.lines.clone(),
                },
                done,
            ),
        };
        Ok(decision.into_any())
    }
}
