//! `cargo bench --bench codec`: the cost of decoding a command and of encoding an event.

use actors::{commands::ClientFrame, protocol::durable};
use divan::{Bencher, counter::BytesCount};
use entity::{
    event::{ChannelEvent, Payload},
    ids::{ChannelId, MessageId, UserId},
    model::{Channel, ChannelKind, History, Message, MessageKind, Pinning},
};
use load::wire::{Stamp, Wire};

const BODIES: [usize; 3] = [27, 100, 5000];

fn main() {
    divan::main();
}

fn body(length: usize) -> String {
    Stamp { due: 1, author: 1 }.body(length)
}

#[divan::bench(args = BODIES)]
fn decode_send_message(bencher: Bencher<'_, '_>, length: usize) {
    let client_id = "0f0e0d0c-0b0a-4988-8776-655443322110";
    let frame = Wire::Orvale.post(7, 42, client_id, &body(length));
    let frame = bencher
        .counter(BytesCount::new(frame.len()))
        .with_inputs(|| frame.clone());
    frame.bench_refs(|frame| ClientFrame::decode(frame).is_ok());
}

#[divan::bench]
fn refuse_garbage(bencher: Bencher<'_, '_>) {
    let deep = vec![0x91_u8; 4096];
    bencher.bench(|| ClientFrame::decode(divan::black_box(&deep)).is_err());
}

#[divan::bench(args = BODIES)]
fn encode_message_received(bencher: Bencher<'_, '_>, length: usize) {
    let channel = channel();
    let event = ChannelEvent {
        channel_id: channel.id,
        seq: 70_000,
        at: 1_760_000_000_000,
        name: "message_received".into(),
        about: None,
        payload: Payload::Message(std::sync::Arc::new(message(body(length)))),
    };
    bencher.bench(|| durable::channel_event(divan::black_box(&event), &channel));
}

fn channel() -> Channel {
    Channel {
        id: ChannelId(42),
        name: "helpdesk".to_owned(),
        description: String::new(),
        kind: ChannelKind::Public,
        created_by: UserId::from("anna"),
        team_id: None,
        active: true,
        read_only: false,
        pinning: Pinning::Members,
        history: History::All,
        hidden_until: 0,
        follows_team: false,
        ticket_events: Vec::new(),
        ticket: None,
        member_count: 100,
        members: Vec::new(),
        group: false,
        seq: 70_000,
        last_message_at: Some(1_760_000_000_000),
        created_at: 1_750_000_000_000,
        updated_at: 1_750_000_000_000,
    }
}

fn message(text: String) -> Message {
    Message {
        id: MessageId(1_000_000),
        channel_id: ChannelId(42),
        seq: 70_000,
        user_id: UserId::from("anna"),
        text,
        mentions: Vec::new(),
        kind: MessageKind::Text,
        client_id: "0f0e0d0c-0b0a-4988-8776-655443322110".parse().ok(),
        reply_to_id: None,
        thread_id: None,
        also_to_channel: false,
        thread: None,
        forwarded_from: None,
        ticket_reference: None,
        file: None,
        files: Vec::new(),
        previews: Vec::new(),
        edited_at: None,
        deleted_at: None,
        created_at: 1_760_000_000_000,
        reactions: Vec::new(),
        pinned_by: None,
        pinned_at: None,
        saved_at: None,
        system: None,
    }
}
