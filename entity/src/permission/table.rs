//! The rules as a table: accounts × channels × actions, with every cell written out.

use super::{
    Account, Action, Denial, Grants, Membership, Permission, Standing, decide, may, may_administer,
};
use crate::{
    ids::ChannelId,
    model::{ChannelKind, ChannelRole, History, Pinning},
};

const ACTIONS: [Action; 20] = [
    Action::Read,
    Action::MarkRead,
    Action::SetPreferences,
    Action::Post,
    Action::React,
    Action::Pin,
    Action::Type,
    Action::SendFile,
    Action::Edit { author: true },
    Action::Edit { author: false },
    Action::Delete { author: true },
    Action::Delete { author: false },
    Action::Join,
    Action::Leave,
    Action::Invite,
    Action::RemoveMember {
        target: ChannelRole::Admin,
    },
    Action::SetRole {
        target: ChannelRole::Member,
        to: ChannelRole::Owner,
    },
    Action::Update,
    Action::Archive,
    Action::StepDown,
];

fn account(role: &str, grants: &[Permission]) -> Account {
    Account {
        username: "ann".into(),
        display_name: "Ann".into(),
        role: role.into(),
        team_id: None,
        active: true,
        blocked: false,
        grants: grants.iter().copied().collect(),
        token_epoch: 0,
        tickets: super::TicketGrants::default(),
        tokens_valid_after: 0,
    }
}

fn standing(kind: ChannelKind, member: Option<ChannelRole>) -> Standing {
    Standing {
        channel_id: ChannelId(7),
        kind,
        group: false,
        active: true,
        read_only: false,
        pinning: Pinning::Members,
        history: History::All,
        hidden_until: 0,
        membership: member.map(|role| Membership {
            role,
            can_post: true,
            history_after: 0,
        }),
    }
}

/// One letter for each action, in the order of [`ACTIONS`]: `y`es, `f`orbidden, `n`ot found.
fn row(account: &Account, standing: &Standing) -> String {
    ACTIONS
        .iter()
        .map(|action| match decide(account, standing, *action) {
            Ok(permit) => {
                assert_eq!(
                    (permit.channel_id(), permit.user()),
                    (ChannelId(7), &account.username)
                );
                'y'
            }
            Err(Denial::Forbidden(reason)) => {
                assert!(reason.ends_with('.'), "{reason}");
                'f'
            }
            Err(Denial::NotFound) => 'n',
        })
        .collect()
}

#[test]
fn accounts_by_channels_by_actions() {
    use ChannelKind::{Direct, Private, Public};
    use ChannelRole::{Admin, Member, Owner};
    use Permission::{
        AccessChannels, AccessPrivate, DeleteMessages, ManageChannels, ModerateChannels, SendFiles,
    };
    let plain = account("it_user", &[AccessChannels, SendFiles]);
    let no_files = account("it_user", &[AccessChannels]);
    let manager = account("manager", &[AccessChannels, ManageChannels]);
    let moderator = account("manager", &[AccessChannels, ModerateChannels]);
    let deleter = account("manager", &[AccessChannels, DeleteMessages]);
    let overseer = account("auditor", &[AccessChannels, AccessPrivate]);
    let admin = account("admin", &[]);
    let outsider = account("it_user", &[SendFiles, ManageChannels, AccessPrivate]);
    let table = [
        // Read MarkRead SetPreferences Post React Pin Type SendFile | Edit own, other | Delete own, other
        // | Join Leave Invite | RemoveMember SetRole Update Archive StepDown
        ("plain", &plain, Public, None, "yfffffff ff ff yff fffff"),
        (
            "plain",
            &plain,
            Public,
            Some(Member),
            "yyyyyyyy yf yf yyy ffffy",
        ),
        (
            "plain",
            &plain,
            Public,
            Some(Admin),
            "yyyyyyyy yf yy yyy ffyfy",
        ),
        (
            "plain",
            &plain,
            Public,
            Some(Owner),
            "yyyyyyyy yf yy yyy yyyyy",
        ),
        ("plain", &plain, Private, None, "nnnnnnnn nn nn nnn nnnnn"),
        (
            "plain",
            &plain,
            Private,
            Some(Member),
            "yyyyyyyy yf yf yyy ffffy",
        ),
        (
            "plain",
            &plain,
            Private,
            Some(Owner),
            "yyyyyyyy yf yy yyy yyyyy",
        ),
        ("plain", &plain, Direct, None, "nnnnnnnn nn nn nnn nnnnn"),
        (
            "plain",
            &plain,
            Direct,
            Some(Member),
            "yyyyyyyy yf yf fff fffff",
        ),
        (
            "no files",
            &no_files,
            Public,
            Some(Member),
            "yyyyyyyf yf yf yyy ffffy",
        ),
        (
            "manager",
            &manager,
            Public,
            None,
            "yfffffff ff ff yfy yyyyf",
        ),
        (
            "manager",
            &manager,
            Private,
            None,
            "nnnnnnnn nn nn nnn nnnnn",
        ),
        (
            "manager",
            &manager,
            Private,
            Some(Member),
            "yyyyyyyf yf yf yyy yyyyy",
        ),
        (
            "manager",
            &manager,
            Direct,
            Some(Member),
            "yyyyyyyf yf yf fff fffff",
        ),
        (
            "moderator",
            &moderator,
            Public,
            None,
            "yfffffff ff yy yff yffff",
        ),
        (
            "moderator",
            &moderator,
            Direct,
            Some(Member),
            "yyyyyyyf yf yf fff fffff",
        ),
        (
            "deleter",
            &deleter,
            Public,
            Some(Member),
            "yyyyyyyf yf yy yyy ffffy",
        ),
        (
            "overseer",
            &overseer,
            Private,
            None,
            "yfffffff ff ff yff fffff",
        ),
        (
            "overseer",
            &overseer,
            Direct,
            None,
            "nnnnnnnn nn nn nnn nnnnn",
        ),
        ("admin", &admin, Public, None, "yfffffff ff yy yfy yyyyf"),
        ("admin", &admin, Private, None, "yfffffff ff yy yfy yyyyf"),
        ("admin", &admin, Direct, None, "nnnnnnnn nn nn nnn nnnnn"),
        (
            "admin",
            &admin,
            Direct,
            Some(Member),
            "yyyyyyyy yf yf fff fffff",
        ),
        (
            "no access",
            &outsider,
            Public,
            Some(Owner),
            "ffffffff ff ff fff fffff",
        ),
        (
            "no access",
            &outsider,
            Private,
            None,
            "ffffffff ff ff fff fffff",
        ),
    ];
    for (name, account, kind, member, expected) in table {
        let expected = expected.replace(' ', "");
        assert_eq!(
            row(account, &standing(kind, member)),
            expected,
            "{name} {kind:?} {member:?}"
        );
    }
}

#[test]
fn deactivated_and_blocked_accounts_are_refused_everything() {
    for change in [
        |a: &mut Account| a.active = false,
        |a: &mut Account| a.blocked = true,
    ] {
        let mut admin = account("admin", &Permission::ALL);
        change(&mut admin);
        for kind in [
            ChannelKind::Public,
            ChannelKind::Private,
            ChannelKind::Direct,
        ] {
            let row = row(&admin, &standing(kind, Some(ChannelRole::Owner)));
            assert!(row.chars().all(|cell| cell == 'f'), "{row}");
        }
        for permission in Permission::ALL {
            assert!(may(&admin, permission).is_err());
        }
    }
}

#[test]
fn an_archived_channel_can_only_be_read_cleared_and_unarchived() {
    let archived = |role| Standing {
        active: false,
        ..standing(ChannelKind::Public, Some(role))
    };
    let plain = account("it_user", &Permission::ALL[..2]);
    assert_eq!(
        row(&plain, &archived(ChannelRole::Member)),
        "yyyfffffffffffffffff"
    );
    assert_eq!(
        row(&plain, &archived(ChannelRole::Owner)),
        "yyyfffffffyyffffffyf"
    );
    assert_eq!(
        row(&account("admin", &[]), &archived(ChannelRole::Member)),
        "yyyfffffffyyffffffyf"
    );
}

#[test]
fn a_group_can_be_left_and_its_members_cannot_be_changed_otherwise() {
    let group = Standing {
        group: true,
        ..standing(ChannelKind::Direct, Some(ChannelRole::Member))
    };
    let plain = account("it_user", &Permission::ALL[..2]);
    for account in [&plain, &account("admin", &[])] {
        let two = standing(ChannelKind::Direct, Some(ChannelRole::Member));
        let (group, two) = (row(account, &group), row(account, &two));
        assert_eq!((&group[13..14], &two[13..14]), ("y", "f"));
        assert_eq!((&group[..13], &group[14..]), (&two[..13], &two[14..]));
    }
    let outside = Standing {
        membership: None,
        ..group
    };
    assert!(!row(&plain, &outside).contains(['y', 'f']));
}

#[test]
fn in_a_read_only_channel_all_react_and_only_admins_and_moderators_post() {
    let post = |account: &Account, role| {
        let standing = Standing {
            read_only: true,
            ..standing(ChannelKind::Public, Some(role))
        };
        [Action::Post, Action::Type, Action::SendFile]
            .map(|action| decide(account, &standing, action).is_ok())
    };
    let plain = account(
        "it_user",
        &[Permission::AccessChannels, Permission::SendFiles],
    );
    let moderator = account(
        "it_user",
        &[
            Permission::AccessChannels,
            Permission::SendFiles,
            Permission::ModerateChannels,
        ],
    );
    assert_eq!(post(&plain, ChannelRole::Member), [false; 3]);
    assert_eq!(post(&plain, ChannelRole::Admin), [true; 3]);
    assert_eq!(post(&plain, ChannelRole::Owner), [true; 3]);
    assert_eq!(post(&moderator, ChannelRole::Member), [true; 3]);
    let read_only = |membership| Standing {
        read_only: true,
        membership,
        ..standing(ChannelKind::Public, Some(ChannelRole::Member))
    };
    let member = read_only(standing(ChannelKind::Public, Some(ChannelRole::Member)).membership);
    assert!(decide(&plain, &member, Action::React).is_ok());
    assert!(decide(&plain, &read_only(None), Action::React).is_err());
}

#[test]
fn members_cannot_pin_where_only_admins_may() {
    let pins = |account: &Account, role| {
        let standing = Standing {
            pinning: Pinning::Admins,
            ..standing(ChannelKind::Public, Some(role))
        };
        decide(account, &standing, Action::Pin).is_ok()
    };
    let plain = account("it_user", &[Permission::AccessChannels]);
    let moderator = account(
        "it_user",
        &[Permission::AccessChannels, Permission::ModerateChannels],
    );
    assert!(!pins(&plain, ChannelRole::Member));
    assert!(pins(&plain, ChannelRole::Admin));
    assert!(pins(&moderator, ChannelRole::Member));
}

#[test]
fn muted_members_can_read_and_delete_but_not_write() {
    let mut standing = standing(ChannelKind::Private, Some(ChannelRole::Owner));
    standing.membership = Some(Membership {
        role: ChannelRole::Owner,
        can_post: false,
        history_after: 0,
    });
    let row = row(&account("admin", &[]), &standing);
    assert_eq!(row, "yyyfffffffyyyyyyyyyy");
}

#[test]
fn an_admin_can_remove_only_members_of_a_lower_role() {
    use ChannelRole::{Admin, Member, Owner};
    let plain = account("it_user", &[Permission::AccessChannels]);
    let removes = |own, target| {
        let standing = standing(ChannelKind::Private, Some(own));
        decide(&plain, &standing, Action::RemoveMember { target }).is_ok()
    };
    for (own, expected) in [
        (Member, [false; 3]),
        (Admin, [true, false, false]),
        (Owner, [true, true, false]),
    ] {
        assert_eq!(
            [Member, Admin, Owner].map(|target| removes(own, target)),
            expected,
            "{own:?}"
        );
    }
}

#[test]
fn actions_outside_channels_need_chat_access_and_the_permission() {
    let creator = account(
        "it_user",
        &[Permission::AccessChannels, Permission::CreateChannels],
    );
    assert_eq!(may(&creator, Permission::CreateChannels), Ok(()));
    assert!(may(&creator, Permission::CreateDirect).is_err());
    let no_access = account("it_user", &[Permission::CreateChannels]);
    assert!(may(&no_access, Permission::CreateChannels).is_err());
    assert!(
        Permission::ALL
            .into_iter()
            .all(|p| may(&account("admin", &[]), p).is_ok())
    );
    assert_eq!(account("admin", &[]).grants, Grants::none());
}

#[test]
fn only_an_active_administrator_may_administer() {
    assert_eq!(may_administer(&account("admin", &[])), Ok(()));
    assert!(may_administer(&account("manager", &Permission::ALL)).is_err());
    let mut blocked = account("admin", &[]);
    blocked.blocked = true;
    assert!(may_administer(&blocked).is_err());
}
