//! PostgreSQL's sessions: their limits, and transactions that interfere with each other.

use entity::Error;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, TransactionTrait};

use super::world::{World, post};

async fn setting(db: &DatabaseConnection, name: &str) -> String {
    let show = Statement::from_string(db.get_database_backend(), format!("SHOW {name}"));
    let row = db.query_one_raw(show).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn sessions_have_limits() {
    let Some(world) = World::on_postgres().await else {
        return;
    };
    for db in [world.db.writer(), world.db.reader()] {
        assert_eq!(setting(db, "statement_timeout").await, "15s");
        assert_eq!(setting(db, "lock_timeout").await, "5s");
        let idle = setting(db, "idle_in_transaction_session_timeout").await;
        assert_eq!(idle, "15s");
        assert_eq!(setting(db, "tcp_keepalives_idle").await, "10");
    }
    let slow = world
        .db
        .writer()
        .execute_unprepared("SET statement_timeout = '20ms'; SELECT pg_sleep(60)");
    assert!(matches!(
        Error::from(slow.await.unwrap_err()),
        Error::Busy(_)
    ));
}

#[tokio::test]
async fn a_deadlock_can_be_retried_at_once() {
    let Some(world) = World::on_postgres().await else {
        return;
    };
    let other = entity::Database::open(&world.url, false).await.unwrap();
    let rows = "CREATE TABLE rows (id INT); INSERT INTO rows VALUES (1), (2)";
    world.db.writer().execute_unprepared(rows).await.unwrap();
    let one = world.db.writer().begin().await.unwrap();
    let two = other.writer().begin().await.unwrap();
    let lock = |id: u8| format!("SELECT id FROM rows WHERE id = {id} FOR UPDATE");
    one.execute_unprepared(&lock(1)).await.unwrap();
    two.execute_unprepared(&lock(2)).await.unwrap();
    let (second, first) = (lock(2), lock(1));
    // PostgreSQL cancels one of them, so that the other can continue.
    let crossed = async |transaction: sea_orm::DatabaseTransaction, statement: &str| {
        transaction.execute_unprepared(statement).await.map(drop)
    };
    let (one, two) = tokio::join!(crossed(one, &second), crossed(two, &first));
    let failed: Vec<Error> = [one, two]
        .into_iter()
        .filter_map(Result::err)
        .map(Error::from)
        .collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(failed[0].is_contention(), "{failed:?}");
}

#[tokio::test]
async fn a_commit_is_retried_after_a_serialization_failure() {
    let Some(mut world) = World::on_postgres().await else {
        return;
    };
    let lobby = world.lobby().await;
    // A sequence also counts attempts that are rolled back.
    world
        .db
        .writer()
        .execute_unprepared(
            "CREATE SEQUENCE tries; \
             CREATE FUNCTION disturb() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
               IF nextval('tries') = 1 THEN RAISE 'disturbed' USING ERRCODE = '40001'; END IF; \
               RETURN NEW; END $$; \
             CREATE TRIGGER disturb BEFORE INSERT ON chat_messages \
               FOR EACH ROW EXECUTE FUNCTION disturb()",
        )
        .await
        .unwrap();
    let results = world.batch(vec![post(lobby, "ann", "kept")]).await;
    assert!(results[0].is_ok(), "{:?}", results[0]);
}
