//! Orvale's own tables, for an engine that stands alone.
//!
//! They read as Orvale's oldest version writes them. Where a table of that name exists it is left
//! as it is: this step never alters, fills or indexes a table that it did not create.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates those of Orvale's tables that are absent.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, statements) in TABLES {
            if !manager.has_table(table).await? {
                dialect::execute(manager, statements).await?;
            }
        }
        Ok(())
    }
}

/// Each table with the statements that create and fill it.
const TABLES: [(&str, &[&str]); 8] = [
    ("users", &[USERS]),
    ("roles", &[ROLES, ROLES_ROWS]),
    ("role_permissions", &[ROLE_PERMISSIONS]),
    ("sections", &[SECTIONS]),
    ("teams", &[TEAMS]),
    ("user_tickets", &[USER_TICKETS]),
    ("ticket_sequences", &[TICKET_SEQUENCES]),
    (
        "ticket_history",
        &[
            TICKET_HISTORY,
            "CREATE INDEX idx_ticket_history_ticket_id ON ticket_history(ticket_id)",
            "CREATE INDEX idx_ticket_history_performed_at ON ticket_history(performed_at DESC)",
            "CREATE INDEX idx_ticket_history_performed_by ON ticket_history(performed_by)",
            "CREATE INDEX idx_ticket_history_action_type ON ticket_history(action_type)",
        ],
    ),
];

const USERS: &str = "CREATE TABLE users (
        id {auto_key},
        username TEXT UNIQUE NOT NULL,
        display_name TEXT NOT NULL,
        email TEXT,
        password_hash TEXT NOT NULL,
        role TEXT NOT NULL DEFAULT 'it_user',
        team_id TEXT,
        section_id TEXT,
        active BOOLEAN DEFAULT TRUE,
        created_at {timestamp} DEFAULT {now},
        profile_picture TEXT,
        login_preferences TEXT DEFAULT '{}'
    )";

const ROLES: &str = "CREATE TABLE roles (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        description TEXT,
        is_system BOOLEAN DEFAULT FALSE,
        created_at {timestamp} DEFAULT {now},
        updated_at {timestamp} DEFAULT {now}
    )";

const ROLES_ROWS: &str = "INSERT INTO roles (id, name, description, is_system) VALUES
        ('admin', 'Administrator', 'Full system access with all permissions', TRUE),
        ('manager', 'Manager', 'Team management and reporting capabilities', TRUE),
        ('it_user', 'IT User', 'Standard IT staff member with basic permissions', TRUE),
        ('helpdesk_supervisor', 'Helpdesk Supervisor',
         'Helpdesk supervisor with cross-team visibility and assignment capabilities', TRUE),
        ('helpdesk_member', 'Helpdesk Team Member',
         'Helpdesk team member with escalated queue access and cross-team assignment', TRUE)";

const ROLE_PERMISSIONS: &str = "CREATE TABLE role_permissions (
        role_id TEXT NOT NULL,
        permission_id TEXT NOT NULL,
        created_at {timestamp} DEFAULT {now},
        PRIMARY KEY (role_id, permission_id),
        FOREIGN KEY (role_id) REFERENCES roles(id) ON DELETE CASCADE
    )";

const SECTIONS: &str = "CREATE TABLE sections (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        description TEXT,
        parent_section_id TEXT,
        active BOOLEAN DEFAULT TRUE,
        created_at {timestamp} DEFAULT {now},
        updated_at {timestamp} DEFAULT {now},
        FOREIGN KEY (parent_section_id) REFERENCES sections(id)
    )";

const TEAMS: &str = "CREATE TABLE teams (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        description TEXT,
        section_id TEXT NOT NULL,
        lead_user_id {integer},
        active BOOLEAN DEFAULT TRUE,
        created_at {timestamp} DEFAULT {now},
        updated_at {timestamp} DEFAULT {now},
        FOREIGN KEY (section_id) REFERENCES sections(id),
        FOREIGN KEY (lead_user_id) REFERENCES users(id)
    )";

const USER_TICKETS: &str = "CREATE TABLE user_tickets (
        id {auto_key},
        submission_id TEXT UNIQUE NOT NULL,
        user_name TEXT NOT NULL,
        employee_number TEXT NOT NULL,
        phone_number TEXT,
        location TEXT,
        section TEXT,
        teleworking TEXT,
        submitted_by TEXT NOT NULL,
        submitted_by_employee_number TEXT NOT NULL,
        on_behalf BOOLEAN DEFAULT FALSE,
        issue_title TEXT NOT NULL,
        issue_description TEXT NOT NULL,
        computer_info TEXT,
        priority TEXT DEFAULT 'medium',
        status TEXT DEFAULT 'pending',
        assigned_to TEXT,
        assigned_team TEXT,
        email_recipient TEXT,
        email_recipient_display TEXT,
        submitted_at {timestamp} DEFAULT {now},
        updated_at {timestamp} DEFAULT {now},
        office TEXT,
        bureau TEXT,
        division TEXT,
        category TEXT,
        request_type TEXT,
        subcategory TEXT,
        sub_subcategory TEXT,
        implementation TEXT,
        completion_notes TEXT,
        escalation_reason TEXT,
        escalated_at {timestamp},
        completed_at {timestamp},
        completed_by TEXT,
        original_submitting_team TEXT
    )";

const TICKET_SEQUENCES: &str = "CREATE TABLE ticket_sequences (
        team_id TEXT,
        date TEXT,
        last_sequence {integer} DEFAULT 0,
        prefix TEXT,
        PRIMARY KEY (team_id, date)
    )";

const TICKET_HISTORY: &str = "CREATE TABLE ticket_history (
        id {auto_key},
        ticket_id {integer} NOT NULL,
        action_type TEXT NOT NULL,
        performed_by TEXT NOT NULL,
        performed_by_display TEXT,
        from_value TEXT,
        to_value TEXT,
        from_team TEXT,
        to_team TEXT,
        reason TEXT,
        details TEXT,
        performed_at {timestamp} DEFAULT {now},
        FOREIGN KEY (ticket_id) REFERENCES user_tickets(id) ON DELETE CASCADE
    )";
