//! The rules of calls.

use super::{
    Account, Action, Denial, Grants, Membership, Permission, Standing, TicketGrants, decide,
};
use crate::{
    ids::ChannelId,
    model::{ChannelKind, ChannelRole, History, Pinning},
};

fn account(grants: &[Permission]) -> Account {
    let grants = grants.iter().copied().chain([Permission::AccessChannels]);
    Account {
        username: "ann".into(),
        display_name: "Ann".into(),
        role: "it_user".into(),
        team_id: None,
        active: true,
        blocked: false,
        grants: grants.collect::<Grants>(),
        tickets: TicketGrants::default(),
        token_epoch: 0,
        tokens_valid_after: 0,
    }
}

fn standing(kind: ChannelKind, member: bool) -> Standing {
    Standing {
        channel_id: ChannelId(7),
        kind,
        group: false,
        active: true,
        read_only: false,
        pinning: Pinning::Members,
        history: History::All,
        hidden_until: 0,
        membership: member.then_some(Membership {
            role: ChannelRole::Member,
            can_post: false,
            history_after: 0,
        }),
    }
}

const BEGIN: Action = Action::Call { video: false };
const SHOW: Action = Action::Call { video: true };

#[test]
fn members_call_with_the_permission_for_it() {
    let here = standing(ChannelKind::Direct, true);
    let refused = |account: &Account, action| decide(account, &here, action).is_err();
    let nothing = account(&[]);
    assert!(refused(&nothing, BEGIN) && refused(&nothing, Action::JoinCall));
    let sound = account(&[Permission::CallAudio]);
    assert!(!refused(&sound, BEGIN) && !refused(&sound, Action::JoinCall));
    assert!(refused(&sound, SHOW));
    let pictures = account(&[Permission::CallAudio, Permission::CallVideo]);
    assert!(!refused(&pictures, SHOW));
    let only_pictures = account(&[Permission::CallVideo]);
    assert!(refused(&only_pictures, SHOW));
}

#[test]
fn nobody_calls_where_they_are_no_member() {
    let all = account(&[Permission::CallAudio, Permission::CallVideo]);
    for action in [BEGIN, SHOW, Action::JoinCall] {
        let public = decide(&all, &standing(ChannelKind::Public, false), action);
        assert!(matches!(public, Err(Denial::Forbidden(_))));
        for kind in [ChannelKind::Private, ChannelKind::Direct] {
            let hidden = decide(&all, &standing(kind, false), action);
            assert_eq!(hidden, Err(Denial::NotFound));
        }
    }
}

#[test]
fn an_archived_channel_has_no_calls() {
    let all = account(&[Permission::CallAudio]);
    let archived = Standing {
        active: false,
        ..standing(ChannelKind::Private, true)
    };
    assert!(decide(&all, &archived, BEGIN).is_err());
    assert!(decide(&all, &archived, Action::JoinCall).is_err());
}
