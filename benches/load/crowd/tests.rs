//! Runs the harness against faulty servers, to show that the ledger notices each fault.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::Crowd;
use crate::{ledger::Faults, population::Population, traffic::Traffic, wire::Wire};

/// What a server does with the channel's fifth message.
#[derive(Clone, Copy, PartialEq)]
enum Habit {
    Honest,
    Loses,
    Doubles,
    Reorders,
    Refuses,
    /// Acknowledges it, but never delivers it.
    Forgets,
}

/// One channel of two users, with a lock around their sockets.
struct Channel {
    habit: Habit,
    seq: i64,
    members: Vec<TcpStream>,
    held: Option<Value>,
}

impl Channel {
    fn post(&mut self, author: usize, reference: u64, data: &Value) {
        if self.habit == Habit::Refuses && self.seq == 4 {
            self.habit = Habit::Honest;
            tell(
                &mut self.members[author],
                &json!([3, reference, {"code": "busy"}]),
            );
            return;
        }
        self.seq += 1;
        let message =
            json!({"id": self.seq, "channelId": 1, "seq": self.seq, "text": data["message"]});
        let event =
            json!([0, "message_received", {"channelId": 1, "seq": self.seq, "message": message}]);
        match (self.habit, self.seq) {
            (Habit::Loses, 5) => tell(&mut self.members[author], &event),
            (Habit::Forgets, 5) => {}
            (Habit::Doubles, 5) => [&event, &event]
                .into_iter()
                .for_each(|event| self.broadcast(event)),
            (Habit::Reorders, 5) => self.held = Some(event),
            _ => self.broadcast(&event),
        }
        if self.seq == 6
            && let Some(late) = self.held.take()
        {
            self.broadcast(&late);
        }
        tell(
            &mut self.members[author],
            &json!([2, reference, {"message": message}]),
        );
    }

    fn broadcast(&mut self, event: &Value) {
        self.members
            .iter_mut()
            .for_each(|member| tell(member, event));
    }
}

fn tell(stream: &mut TcpStream, frame: &Value) {
    let payload = rmp_serde::to_vec(frame).unwrap();
    let mut bytes = vec![0x82, 126];
    bytes.extend_from_slice(&u16::try_from(payload.len()).unwrap().to_be_bytes());
    bytes.extend_from_slice(&payload);
    let _ = stream.write_all(&bytes);
}

/// Reads one masked frame; `None` if the client has disconnected.
fn hear(stream: &mut TcpStream) -> Option<Value> {
    let mut head = [0; 2];
    stream.read_exact(&mut head).ok()?;
    let mut length = usize::from(head[1] & 0x7f);
    if length == 126 {
        let mut long = [0; 2];
        stream.read_exact(&mut long).ok()?;
        length = usize::from(u16::from_be_bytes(long));
    }
    let mut masked = vec![0; 4 + length];
    stream.read_exact(&mut masked).ok()?;
    let (mask, payload) = masked.split_at(4);
    let payload: Vec<u8> = payload
        .iter()
        .zip(mask.iter().cycle())
        .map(|(a, b)| a ^ b)
        .collect();
    rmp_serde::from_slice(&payload).ok()
}

fn converse(mut stream: TcpStream, channel: &Mutex<Channel>) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        request.push(byte[0]);
    }
    stream
        .write_all(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        .unwrap();
    tell(&mut stream, &json!([0, "hello", {}]));
    let login = hear(&mut stream).unwrap();
    assert_eq!(login[2], "authenticate");
    let place = {
        let mut channel = channel.lock().unwrap();
        let snapshot = json!({"userSeq": 0, "channels": [{"id": 1, "seq": 0}], "resumed": false});
        tell(&mut stream, &json!([2, 0, snapshot]));
        channel.members.push(stream.try_clone().unwrap());
        channel.members.len() - 1
    };
    while let Some(command) = hear(&mut stream) {
        let reference = command[1].as_u64().unwrap();
        channel.lock().unwrap().post(place, reference, &command[3]);
    }
}

fn server(habit: Habit) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let channel = Channel {
        habit,
        seq: 0,
        members: Vec::new(),
        held: None,
    };
    let channel = Arc::new(Mutex::new(channel));
    thread::spawn(move || {
        for stream in listener.incoming().take(2) {
            let channel = Arc::clone(&channel);
            thread::spawn(move || converse(stream.unwrap(), &channel));
        }
    });
    address
}

/// Two users send messages until ten of each were delivered, or nothing more arrives.
fn talk(habit: Habit) -> Faults {
    let population = Population::new(2, &[2]);
    let tokens = population.tokens("a secret").unwrap().into();
    let mut crowd = Crowd::new(Wire::Orvale, &server(habit), tokens).unwrap();
    crowd.join(0..2, 1).unwrap();
    // The window is wider than the number of lost messages, so that a fault does not block the senders.
    let mut traffic = Traffic::new(&population, 2, 2, 8, 60).unwrap();
    traffic
        .saturate_until(&mut crowd, Instant::now() + Duration::from_secs(20), 20)
        .unwrap();
    traffic
        .drain(&mut crowd, Duration::from_millis(500))
        .unwrap();
    crowd.balance()
}

#[test]
fn a_correct_server_has_no_faults() {
    assert_eq!(talk(Habit::Honest), Faults::default());
}

#[test]
fn a_lost_delivery_is_noticed() {
    assert!(talk(Habit::Loses).lost > 0);
}

#[test]
fn a_lost_message_is_noticed() {
    assert!(talk(Habit::Forgets).lost > 0);
}

#[test]
fn a_duplicate_delivery_is_noticed() {
    assert!(talk(Habit::Doubles).doubled > 0);
}

#[test]
fn a_wrong_order_is_noticed() {
    assert!(talk(Habit::Reorders).disordered > 0);
}

#[test]
fn a_refusal_is_noticed() {
    let faults = talk(Habit::Refuses);
    assert_eq!((faults.refused, faults.lost), (1, 0));
}
